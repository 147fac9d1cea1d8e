@NullMarked
package io.comptoir.platform.timers;

import org.jspecify.annotations.NullMarked;
