/** What one node of an installation does: everything by default, or a part of it. */
@NullMarked
package io.comptoir.platform.roles;

import org.jspecify.annotations.NullMarked;
