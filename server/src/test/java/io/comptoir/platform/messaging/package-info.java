@NullMarked
package io.comptoir.platform.messaging;

import org.jspecify.annotations.NullMarked;
