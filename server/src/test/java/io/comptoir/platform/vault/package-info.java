@NullMarked
package io.comptoir.platform.vault;

import org.jspecify.annotations.NullMarked;
