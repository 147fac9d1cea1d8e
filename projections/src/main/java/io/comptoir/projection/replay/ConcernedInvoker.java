package io.comptoir.projection.replay;

import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.deadletters.UnreadableEvent;
import java.util.Objects;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.Segment;
import org.axonframework.serialization.UnknownSerializedType;

/**
 * The handlers of a projection, which take notice of events whose type nobody here knows. The framework passes over these
 * without a word, and the documents of their streams would be wrong from then on.
 */
final class ConcernedInvoker implements EventHandlerInvoker {

    private final EventHandlerInvoker handlers;
    private final Projection<?> projection;

    ConcernedInvoker(EventHandlerInvoker handlers, Projection<?> projection) {
        this.handlers = handlers;
        this.projection = projection;
    }

    @Override
    public boolean canHandle(EventMessage<?> event, Segment segment) {
        if (event.getPayloadType() != UnknownSerializedType.class) {
            return handlers.canHandle(event, segment);
        }
        return event instanceof DomainEventMessage<?> stored
                && segment.matches(Objects.hashCode(stored.getAggregateIdentifier()))
                && concerns(stored.getAggregateIdentifier());
    }

    private boolean concerns(String stream) {
        try {
            return projection.follows(StreamId.parse(stream).kind());
        } catch (InvalidValue e) {
            return projection.follows("");
        }
    }

    @Override
    public boolean canHandleType(Class<?> payloadType) {
        return payloadType == UnknownSerializedType.class || handlers.canHandleType(payloadType);
    }

    @Override
    public void handle(EventMessage<?> event, Segment segment) throws Exception {
        if (event.getPayloadType() == UnknownSerializedType.class) {
            throw new UnreadableEvent();
        }
        handlers.handle(event, segment);
    }
}
