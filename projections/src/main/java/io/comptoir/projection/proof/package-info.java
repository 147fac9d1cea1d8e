/** The log of every organization's history, its checkpoints, and the keys they are signed with; all of it in the vault. */
@NullMarked
package io.comptoir.projection.proof;

import org.jspecify.annotations.NullMarked;
