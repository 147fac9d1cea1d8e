/** Things that are to be done at a moment: asked from a read model, done by processes through commands. */
@NullMarked
package io.comptoir.platform.timers;

import org.jspecify.annotations.NullMarked;
