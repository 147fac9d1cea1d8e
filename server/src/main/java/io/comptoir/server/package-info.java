/** The one executable: its start, its roles and its first run. */
@NullMarked
package io.comptoir.server;

import org.jspecify.annotations.NullMarked;
