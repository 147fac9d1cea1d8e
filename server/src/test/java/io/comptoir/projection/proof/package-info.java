@NullMarked
package io.comptoir.projection.proof;

import org.jspecify.annotations.NullMarked;
