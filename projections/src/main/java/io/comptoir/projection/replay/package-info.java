/** How read models follow the event stream: batches, progress, versions side by side, dead letters. */
@NullMarked
package io.comptoir.projection.replay;

import org.jspecify.annotations.NullMarked;
