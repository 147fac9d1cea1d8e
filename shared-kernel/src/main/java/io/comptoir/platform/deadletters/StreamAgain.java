package io.comptoir.platform.deadletters;

import io.comptoir.platform.messaging.StreamPositions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one stream again, with their positions. It goes through the stream of all events, because on Axon Server
 * nothing else tells an event's position; payloads are read only of the events that are asked for.
 */
public final class StreamAgain {

    /** The event store that has a position must show its event within this time. */
    private static final int NEXT_EVENT_LIMIT_MILLIS = 5_000;

    private final EventStore events;
    private final StreamPositions positions;

    public StreamAgain(EventStore events, StreamPositions positions) {
        this.events = events;
        this.positions = positions;
    }

    /**
     * Gives the events of the stream from a position up to the newest that is stored now.
     *
     * @param each takes a {@link TrackedEventMessage}; false ends the reading
     * @return the position up to which everything was read
     */
    public long read(String stream, long fromPosition, Predicate<DomainEventMessage<?>> each) {
        long head = positions.head();
        long reached = fromPosition - 1;
        if (reached >= head) {
            return reached;
        }
        try (BlockingStream<TrackedEventMessage<?>> all = events.openStream(before(fromPosition))) {
            while (reached < head) {
                if (!all.hasNextAvailable(NEXT_EVENT_LIMIT_MILLIS, TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("the event store shows no event behind " + reached);
                }
                TrackedEventMessage<?> next = all.nextAvailable();
                @Nullable TrackingToken token = next.trackingToken();
                reached = token == null ? reached : token.position().orElse(reached);
                if (next instanceof DomainEventMessage<?> event
                        && event.getAggregateIdentifier().equals(stream)
                        && !each.test(event)) {
                    return reached;
                }
            }
            return reached;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("reading a stream again was interrupted", e);
        }
    }

    /** Each event store has its own form of a place in the stream. */
    private @Nullable TrackingToken before(long position) {
        @Nullable TrackingToken tail = events.createTailToken();
        return tail instanceof GapAwareTrackingToken
                ? GapAwareTrackingToken.newInstance(position - 1, List.of())
                : new GlobalSequenceTrackingToken(position - 1);
    }
}
