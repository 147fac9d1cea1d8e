/** Turns files into commands, resumably. */
@NullMarked
package io.comptoir.command.imports;

import org.jspecify.annotations.NullMarked;
