package io.comptoir.platform.messaging;

import io.comptoir.contract.DomainEvent;
import io.comptoir.platform.privacy.Sealing;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Seals on reading what was stored before there were seals, so that nothing behind the event store ever meets a name in the
 * clear. What is stored today is sealed already and costs no look at a key.
 */
final class SealedEvents implements Serializer {

    private final Serializer events;
    private final Sealing sealing;

    SealedEvents(Serializer events, Sealing sealing) {
        this.events = events;
        this.sealing = sealing;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // The interface is written so.
    public <S, T> T deserialize(SerializedObject<S> stored) {
        Object read = events.deserialize(stored);
        return (T) (read instanceof DomainEvent event ? sealing.sealedAsStored(event.tenantId(), event) : read);
    }

    @Override
    public <T> SerializedObject<T> serialize(@Nullable Object object, Class<T> representation) {
        return events.serialize(object, representation);
    }

    @Override
    public <T> boolean canSerializeTo(Class<T> representation) {
        return events.canSerializeTo(representation);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class classForType(SerializedType type) {
        return events.classForType(type);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public SerializedType typeForClass(@Nullable Class type) {
        return events.typeForClass(type);
    }

    @Override
    public Converter getConverter() {
        return events.getConverter();
    }
}
