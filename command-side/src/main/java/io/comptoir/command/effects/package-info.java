/** The ledger of effects: what was planned to be done outside, and what became of it. */
@NullMarked
package io.comptoir.command.effects;

import org.jspecify.annotations.NullMarked;
