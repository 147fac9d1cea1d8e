/** Backup and restore of what cannot be rebuilt: the events and the vault. */
@NullMarked
package io.comptoir.server.backup;

import org.jspecify.annotations.NullMarked;
