/** Decides about orders together with the stock they take. */
@NullMarked
package io.comptoir.command.orders;

import org.jspecify.annotations.NullMarked;
