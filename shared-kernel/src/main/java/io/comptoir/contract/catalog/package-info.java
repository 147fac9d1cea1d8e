/** The language of products. */
@NullMarked
package io.comptoir.contract.catalog;

import org.jspecify.annotations.NullMarked;
