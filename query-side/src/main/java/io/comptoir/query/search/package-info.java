/** The search for orders, and the figures of what it finds. */
@NullMarked
package io.comptoir.query.search;

import org.jspecify.annotations.NullMarked;
