/** The read model of products. */
@NullMarked
package io.comptoir.projection.catalog;

import org.jspecify.annotations.NullMarked;
