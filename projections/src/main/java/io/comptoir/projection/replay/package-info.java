/** How read models follow the event stream: batches, progress, start, rebuild after loss. */
@NullMarked
package io.comptoir.projection.replay;

import org.jspecify.annotations.NullMarked;
