/**
 * The language of effects: what is done outside, such as a mail. An effect is planned, then sent, then confirmed; or it failed;
 * or nobody knows. The ledger holds no address and no text: they are made from the subject when the effect is sent.
 */
@NullMarked
package io.comptoir.contract.effects;

import org.jspecify.annotations.NullMarked;
