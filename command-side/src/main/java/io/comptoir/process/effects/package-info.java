/** Plans what is to be done outside, does it, and finds out what became of it. */
@NullMarked
package io.comptoir.process.effects;

import org.jspecify.annotations.NullMarked;
