/** The read models of orders: documents to look up and list, entries to search. */
@NullMarked
package io.comptoir.projection.orders;

import org.jspecify.annotations.NullMarked;
