package io.comptoir.platform.messaging;

import io.axoniq.axonserver.connector.event.AggregateEventStream;
import io.axoniq.axonserver.connector.event.EventChannel;
import io.comptoir.contract.values.StreamId;
import java.util.function.Supplier;
import org.axonframework.axonserver.connector.event.axon.GrpcBackedDomainEventData;
import org.axonframework.axonserver.connector.event.axon.GrpcMetaDataAwareSerializer;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;

/**
 * The past events of an Axon Server. It sends a stream in one call that stays open until its last event was taken. The
 * framework's own event store gives nobody a way to end that call, so every reader who stops early would leave one behind.
 */
final class AxonServerPastEvents implements PastEvents {

    private final Supplier<EventChannel> events;
    private final Serializer serializer;
    private final EventUpcaster upcasters;

    /** @param serializer that events are stored with */
    AxonServerPastEvents(Supplier<EventChannel> events, Serializer serializer, EventUpcaster upcasters) {
        this.events = events;
        this.serializer = new GrpcMetaDataAwareSerializer(serializer);
        this.upcasters = upcasters;
    }

    @Override
    public Reading of(StreamId stream) {
        AggregateEventStream stored = events.get().openAggregateStream(stream.toString(), 0);
        return new Reading(
                EventStreamUtils.upcastAndDeserializeDomainEvents(
                        stored.asStream().map(GrpcBackedDomainEventData::new), serializer, upcasters),
                stored::cancel);
    }
}
