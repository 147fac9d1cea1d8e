package io.comptoir.platform.proof;

import io.comptoir.platform.messaging.SealedEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of one place in the stream beside what the store has there. One of the two is absent where an event is gone
 * or where there is one that was never logged.
 *
 * @param index the leaf's place in the organization's tree, from 0
 */
public record HistoryLine(
        @Nullable Long index, @Nullable Leaf leaf, @Nullable SealedEvent event) {

    /**
     * What was logged when the event was stored.
     *
     * @param position of the event in the stream of all events
     */
    public record Leaf(String eventId, long position, Hash hash) {
        public Leaf {
            Objects.requireNonNull(eventId);
            Objects.requireNonNull(hash);
        }
    }
}
