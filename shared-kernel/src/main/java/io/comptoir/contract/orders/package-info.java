/** The language of orders. */
@NullMarked
package io.comptoir.contract.orders;

import org.jspecify.annotations.NullMarked;
