@NullMarked
package io.comptoir.platform.proof;

import org.jspecify.annotations.NullMarked;
