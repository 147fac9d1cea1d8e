/** The whole server with its real stores, asked from outside. */
@NullMarked
package io.comptoir.server.e2e;

import org.jspecify.annotations.NullMarked;
