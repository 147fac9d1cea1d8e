/** Runs the timers of all processes. */
@NullMarked
package io.comptoir.process.timers;

import org.jspecify.annotations.NullMarked;
