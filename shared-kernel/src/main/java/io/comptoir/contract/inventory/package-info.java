/** The language of stock. */
@NullMarked
package io.comptoir.contract.inventory;

import org.jspecify.annotations.NullMarked;
