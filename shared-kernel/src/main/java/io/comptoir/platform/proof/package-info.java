/**
 * What it takes to prove that the history was not altered: hashes, trees, checkpoints, exports and their check. It needs no
 * server and no store, so that everybody can check for themselves.
 */
@NullMarked
package io.comptoir.platform.proof;

import org.jspecify.annotations.NullMarked;
