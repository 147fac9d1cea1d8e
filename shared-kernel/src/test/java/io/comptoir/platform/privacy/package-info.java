@NullMarked
package io.comptoir.platform.privacy;

import org.jspecify.annotations.NullMarked;
