package io.comptoir.platform.messaging;

import io.comptoir.contract.values.StreamId;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;

/**
 * Positions where the events lie in an Axon Server. It does not tell the position of one event, so the head of the stream
 * stands for it: never too early, and late only by what others wrote in the meantime.
 */
final class AxonServerPositions implements StreamPositions {

    private final EventStore events;
    private final StoredStream stored;

    AxonServerPositions(EventStore events, StoredStream stored) {
        this.events = events;
        this.stored = stored;
    }

    @Override
    public long positionOf(StreamId stream, long version) {
        return head();
    }

    /** Found by reading on from there, event by event. */
    @Override
    public long exactPositionOf(StreamId stream, long version, long after) {
        // The first event of all has position 0, as has the head of an empty store.
        long from = Math.max(StoredStream.START, after - 1);
        while (true) {
            StoredStream.Part part = stored.read(from, StoredStream.MAX_EVENTS);
            for (SealedEvent event : part.events()) {
                if (event.stream().equals(stream.toString()) && event.sequence() == version - 1) {
                    return event.position();
                }
            }
            if (part.atEnd()) {
                throw new IllegalStateException(
                        "no event behind " + after + " made version " + version + " of a stream");
            }
            from = part.reached();
        }
    }

    @Override
    public long head() {
        @Nullable TrackingToken head = events.createHeadToken();
        return head == null ? 0 : head.position().orElse(0);
    }
}
