/** Decides about keys, roles and members. */
@NullMarked
package io.comptoir.command.access;

import org.jspecify.annotations.NullMarked;
