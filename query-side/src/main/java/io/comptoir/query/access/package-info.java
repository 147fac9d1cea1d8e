/** Who may do what: keys, roles and members as they are now. */
@NullMarked
package io.comptoir.query.access;

import org.jspecify.annotations.NullMarked;
