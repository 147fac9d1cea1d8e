/** Products by SKU and in lists. */
@NullMarked
package io.comptoir.query.catalog;

import org.jspecify.annotations.NullMarked;
