package io.comptoir.query.projections;

import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.platform.messaging.SealedEvent;
import io.comptoir.platform.messaging.StoredStream;
import io.comptoir.platform.tenancy.TenantScope;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows parked events as far as they can be read, from their stored form, since the event itself may not exist any more. */
@Component
class ParkedEvents {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final TypeReference<Map<String, Object>> MEMBERS = new TypeReference<>() {};

    private final StoredStream stored;

    ParkedEvents(StoredStream stored) {
        this.stored = stored;
    }

    /**
     * A stored event.
     *
     * @param type     the stored name of its class, without the package
     * @param recordedAt as it is stored
     * @param envelope absent where it cannot be read
     * @param payload  with every text masked that could be about a person; absent where it is no JSON
     * @param bytes    of the stored payload
     * @param sha256   of the stored payload, in lower-case hexadecimal
     */
    record Shown(
            String id,
            String type,
            @Nullable String revision,
            String recordedAt,
            @Nullable Origin envelope,
            @Nullable JsonNode payload,
            int bytes,
            String sha256) {}

    record Origin(Actor actor, String commandId, String correlationId, String causationId) {}

    /** @param tenantId whose dead letter it is */
    Optional<Shown> show(TenantId tenantId, DeadLetter letter) {
        TenantScope.require(tenantId);
        return stored.read(letter.position() - 1, 1).events().stream()
                .filter(event -> event.stream().equals(letter.stream()) && event.sequence() == letter.version() - 1)
                .findFirst()
                .map(ParkedEvents::shown);
    }

    private static Shown shown(SealedEvent event) {
        String name = event.payloadType();
        return new Shown(
                event.id(),
                name.substring(name.lastIndexOf('.') + 1),
                event.payloadRevision(),
                event.recordedAt(),
                originOf(event),
                masked(event.payload()),
                event.payload().length,
                sha256(event.payload()));
    }

    private static @Nullable Origin originOf(SealedEvent event) {
        try {
            Envelope envelope = Envelope.of(MetaData.from(JSON.readValue(event.metaData(), MEMBERS)));
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
