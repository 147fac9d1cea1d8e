/** Decides about products. */
@NullMarked
package io.comptoir.command.catalog;

import org.jspecify.annotations.NullMarked;
