@NullMarked
package io.comptoir.projection.replay;

import org.jspecify.annotations.NullMarked;
