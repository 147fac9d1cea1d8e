package io.comptoir.projection.replay;

import io.comptoir.contract.DomainEvent;
import java.time.Instant;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;

/**
 * An event as the event store holds it.
 *
 * @param id         names the event for ever
 * @param stream     the stream of its aggregate
 * @param version    how many events that stream has with this one; 1 for the first
 * @param position   its place in the stream of all events
 * @param recordedAt when it was stored; business times are in the event itself
 * @param metaData   its envelope
 */
public record StoredEvent<E extends DomainEvent>(
        E event, String id, String stream, long version, long position, Instant recordedAt, MetaData metaData) {

    static <E extends DomainEvent> StoredEvent<E> of(E event, EventMessage<?> message) {
        if (!(message instanceof DomainEventMessage<?> stored)
                || !(message instanceof TrackedEventMessage<?> tracked)) {
            throw new IllegalArgumentException("a projection gets its events from the event store");
        }
        @Nullable TrackingToken token = tracked.trackingToken();
        return new StoredEvent<>(
                event,
                stored.getIdentifier(),
                stored.getAggregateIdentifier(),
                stored.getSequenceNumber() + 1,
                token == null ? 0 : token.position().orElse(0),
                stored.getTimestamp(),
                stored.getMetaData());
    }
}
