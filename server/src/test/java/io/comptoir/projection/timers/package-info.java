@NullMarked
package io.comptoir.projection.timers;

import org.jspecify.annotations.NullMarked;
