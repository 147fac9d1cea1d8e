package io.comptoir.platform.messaging;

import io.comptoir.contract.values.StreamId;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;

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
        return stored.createHeadToken().position().orElse(0);
    }
}
