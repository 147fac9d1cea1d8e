/** The read models of products: documents to look up and list, entries to search. */
@NullMarked
package io.comptoir.projection.catalog;

import org.jspecify.annotations.NullMarked;
