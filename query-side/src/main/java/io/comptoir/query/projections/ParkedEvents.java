package io.comptoir.query.projections;

import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.platform.tenancy.TenantScope;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows parked events as far as they can be read, from their stored form, since the event itself may not exist any more. */
@Component
class ParkedEvents {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final EventStore events;
    private final Serializer serializer;

    ParkedEvents(EventStore events, @Qualifier("eventSerializer") Serializer serializer) {
        this.events = events;
        this.serializer = serializer;
    }

    /**
     * A stored event.
     *
     * @param type     the stored name of its class, without the package
     * @param envelope absent where it cannot be read
     * @param payload  with every text masked that could be about a person; absent where it is no JSON
     * @param bytes    of the stored payload
     * @param sha256   of the stored payload, in lower-case hexadecimal
     */
    record Shown(
            String id,
            String type,
            @Nullable String revision,
            Instant recordedAt,
            @Nullable Origin envelope,
            @Nullable JsonNode payload,
            int bytes,
            String sha256) {}

    record Origin(Actor actor, String commandId, String correlationId, String causationId) {}

    /** @param tenantId whose dead letter it is */
    Optional<Shown> show(TenantId tenantId, DeadLetter letter) {
        TenantScope.require(tenantId);
        DomainEventStream stream = events.readEvents(letter.stream(), letter.version() - 1);
        if (!stream.hasNext()) {
            return Optional.empty();
        }
        DomainEventMessage<?> event = stream.next();
        if (event.getSequenceNumber() != letter.version() - 1) {
            return Optional.empty();
        }
        SerializedObject<byte[]> stored = event.serializePayload(serializer, byte[].class);
        String name = stored.getType().getName();
        return Optional.of(new Shown(
                event.getIdentifier(),
                name.substring(name.lastIndexOf('.') + 1),
                stored.getType().getRevision(),
                event.getTimestamp(),
                originOf(event),
                masked(stored.getData()),
                stored.getData().length,
                sha256(stored.getData())));
    }

    private static @Nullable Origin originOf(DomainEventMessage<?> event) {
        try {
            Envelope envelope = Envelope.of(event.getMetaData());
            return new Origin(envelope.actor(), envelope.commandId(), envelope.correlationId(), envelope.causationId());
        } catch (RuntimeException e) {
            return null; // It is one of the things that may be broken.
        }
    }

    private static @Nullable JsonNode masked(byte[] payload) {
        try {
            return Masked.of(JSON.readTree(payload));
        } catch (JacksonException e) {
            return null;
        }
    }

    private static String sha256(byte[] payload) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(payload));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
