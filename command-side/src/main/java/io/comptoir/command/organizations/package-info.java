/** Decides about organizations and who holds the keys to them. */
@NullMarked
package io.comptoir.command.organizations;

import org.jspecify.annotations.NullMarked;
