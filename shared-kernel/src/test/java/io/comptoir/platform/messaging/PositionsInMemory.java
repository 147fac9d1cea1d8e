package io.comptoir.platform.messaging;

import io.comptoir.contract.values.StreamId;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.jspecify.annotations.Nullable;

/** The positions of events that are held in memory. */
public final class PositionsInMemory implements StreamPositions {

    private final InMemoryEventStorageEngine stored;

    public PositionsInMemory(InMemoryEventStorageEngine stored) {
        this.stored = stored;
    }

    @Override
    public long positionOf(StreamId stream, long version) {
        return stored.readEvents(null, false)
                .filter(tracked -> tracked instanceof DomainEventMessage<?> event
                        && event.getAggregateIdentifier().equals(stream.toString())
                        && event.getSequenceNumber() == version - 1)
                .map(TrackedEventMessage::trackingToken)
                .mapToLong(token -> token.position().orElseThrow())
                .findFirst()
                .orElseThrow();
    }

    @Override
    public long head() {
        // Where nothing is stored there is no such token.
        @Nullable TrackingToken head = stored.createHeadToken();
        return head == null ? 0 : head.position().orElse(0);
    }
}
