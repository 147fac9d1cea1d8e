package io.comptoir.platform.messaging;

import io.comptoir.contract.values.StreamId;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;

/** The events of one stream as they were stored, for whoever may have seen enough before the last of them. */
public interface PastEvents {

    /** From the first event on, because otherwise a snapshot would stand for the events before it. */
    Reading of(StreamId stream);

    /**
     * Events that are fetched while they are read, so that a long stream is never in memory as a whole.
     *
     * @param events the oldest first; none where there is no such stream
     * @param end    gives back what the store keeps ready for the rest
     */
    record Reading(DomainEventStream events, Runnable end) implements AutoCloseable {

        @Override
        public void close() {
            end.run();
        }
    }

    /** Those of a store that is asked for one batch after the other and keeps nothing in between. */
    static PastEvents inBatches(EventStore events) {
        return stream -> new Reading(events.readEvents(stream.toString(), 0), () -> {});
    }
}
