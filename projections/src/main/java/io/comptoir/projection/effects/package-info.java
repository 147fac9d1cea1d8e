/** The read model of the ledger of effects. */
@NullMarked
package io.comptoir.projection.effects;

import org.jspecify.annotations.NullMarked;
