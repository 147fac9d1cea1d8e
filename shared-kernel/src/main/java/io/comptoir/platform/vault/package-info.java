/** What cannot be rebuilt from events and must not lie among them: keys, kept in a database of their own. */
@NullMarked
package io.comptoir.platform.vault;

import org.jspecify.annotations.NullMarked;
