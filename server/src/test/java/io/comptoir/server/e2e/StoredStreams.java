package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.StreamPositions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;

/**
 * What the event store itself has, whichever it is: follows it from the moment this was made, and remembers for each
 * organization which streams got an event, in the order of their storing.
 */
final class StoredStreams implements AutoCloseable {

    private static final int READ_LIMIT_SECONDS = 30;

    private final StreamPositions positions;
    private final BlockingStream<TrackedEventMessage<?>> events;
    private final Map<String, List<String>> streams = new HashMap<>();
    private long reached;

    StoredStreams(EventStore store, StreamPositions positions) {
        this.positions = positions;
        this.reached = positions.head();
        this.events = store.openStream(store.createHeadToken());
    }

    /** The streams of an organization that was created since, such as {@code product:A-1}, up to the newest stored event. */
    synchronized List<String> of(TenantId tenantId) {
        readUpTo(positions.head());
        return List.copyOf(streams.getOrDefault(tenantId.toString(), List.of()));
    }

    private void readUpTo(long position) {
        try {
            while (reached < position) {
                assertThat(events.hasNextAvailable(READ_LIMIT_SECONDS, TimeUnit.SECONDS))
                        .as("events up to %d can be read, behind %d", position, reached)
                        .isTrue();
                TrackedEventMessage<?> event = events.nextAvailable();
                reached = event.trackingToken().position().orElseThrow();
                remember((DomainEventMessage<?>) event);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void remember(DomainEventMessage<?> event) {
        StreamId stream = StreamId.parse(event.getAggregateIdentifier());
        streams.computeIfAbsent(stream.scope(), scope -> new ArrayList<>()).add(stream.localName());
    }

    @Override
    public void close() {
        events.close();
    }
}
