package io.comptoir.projection.replay;

import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.deadletters.UnreadableEvent;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Map<Class<?>, Boolean> handled = new ConcurrentHashMap<>();

    ConcernedInvoker(EventHandlerInvoker handlers, Projection<?> projection) {
        this.handlers = handlers;
        this.projection = projection;
    }

    /** A stream belongs to a segment as a whole; which types are handled is found out once for each. */
    @Override
    public boolean canHandle(EventMessage<?> event, Segment segment) {
        return event instanceof DomainEventMessage<?> stored
                && segment.matches(Objects.hashCode(stored.getAggregateIdentifier()))
                && (stored.getPayloadType() == UnknownSerializedType.class
                        ? concerns(stored.getAggregateIdentifier())
                        : handled.computeIfAbsent(stored.getPayloadType(), handlers::canHandleType));
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
