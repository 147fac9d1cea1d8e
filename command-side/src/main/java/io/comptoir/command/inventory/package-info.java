/** Decides about stock: one stream for each SKU, whatever its locations. */
@NullMarked
package io.comptoir.command.inventory;

import org.jspecify.annotations.NullMarked;
