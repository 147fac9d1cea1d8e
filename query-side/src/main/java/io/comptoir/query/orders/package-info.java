/** Orders by id and in lists. */
@NullMarked
package io.comptoir.query.orders;

import org.jspecify.annotations.NullMarked;
