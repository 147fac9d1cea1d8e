/** Whether this node is well. */
@NullMarked
package io.comptoir.query.health;

import org.jspecify.annotations.NullMarked;
