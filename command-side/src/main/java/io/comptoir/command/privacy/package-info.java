/** Decides about the data of people as a whole: their erasure. */
@NullMarked
package io.comptoir.command.privacy;

import org.jspecify.annotations.NullMarked;
