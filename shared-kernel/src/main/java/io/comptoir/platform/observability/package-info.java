/** Metrics, traces and log context. */
@NullMarked
package io.comptoir.platform.observability;

import org.jspecify.annotations.NullMarked;
