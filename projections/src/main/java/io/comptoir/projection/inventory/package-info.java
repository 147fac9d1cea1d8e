/** The read model of stock. */
@NullMarked
package io.comptoir.projection.inventory;

import org.jspecify.annotations.NullMarked;
