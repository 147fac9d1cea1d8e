/** The searches for orders and products, and the figures of what they find. */
@NullMarked
package io.comptoir.query.search;

import org.jspecify.annotations.NullMarked;
