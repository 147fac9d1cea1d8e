/** The stock of a SKU. */
@NullMarked
package io.comptoir.query.inventory;

import org.jspecify.annotations.NullMarked;
