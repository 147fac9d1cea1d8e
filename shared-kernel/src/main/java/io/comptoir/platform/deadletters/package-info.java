/** Events that a handler could not take in: parked with the rest of their stream, shown, retried, discarded. */
@NullMarked
package io.comptoir.platform.deadletters;

import org.jspecify.annotations.NullMarked;
