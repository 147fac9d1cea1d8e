package io.comptoir.projection.audit;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.projection.replay.StoredEvent;
import java.time.Instant;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An event as auditors see it: its envelope and what happened.
 *
 * @param position   its place in the stream of all events; absent where a single stream was read
 * @param type       the name of the event
 * @param revision   of the event's form; {@code payload} has the newest one
 * @param aggregate  {@code <kind>:<key>}, such as {@code order:<id>}
 * @param version    how many events the aggregate has with this one
 * @param recordedAt when it was stored
 */
public record AuditEntry(
        @Nullable Long position,
        String id,
        String type,
        @Nullable Integer revision,
        String aggregate,
        long version,
        Instant recordedAt,
        Actor actor,
        String commandId,
        String correlationId,
        String causationId,
        @Nullable String traceId,
        JsonNode payload) {

    private static final JsonMapper JSON = ContractJson.mapper();

    /** What verifies a credential is for the credential check alone, not for those who may read the trail. */
    private static final String CREDENTIAL = "secretHash";

    static AuditEntry of(StoredEvent<?> stored) {
        return of(
                stored.position(),
                stored.id(),
                stored.event(),
                stored.stream(),
                stored.version(),
                stored.recordedAt(),
                stored.metaData());
    }

    /** An event that was read from its own stream. */
    public static AuditEntry of(DomainEventMessage<?> stored) {
        return of(
                null,
                stored.getIdentifier(),
                (DomainEvent) stored.getPayload(),
                stored.getAggregateIdentifier(),
                stored.getSequenceNumber() + 1,
                stored.getTimestamp(),
                stored.getMetaData());
    }

    private static AuditEntry of(
            @Nullable Long position,
            String id,
            DomainEvent event,
            String stream,
            long version,
            Instant recordedAt,
            MetaData metaData) {
        Envelope envelope = Envelope.of(metaData);
        @Nullable Revision revision = event.getClass().getAnnotation(Revision.class);
        return new AuditEntry(
                position,
                id,
                event.getClass().getSimpleName(),
                revision == null ? null : revision.value(),
                StreamId.parse(stream).localName(),
                version,
                recordedAt,
                envelope.actor(),
                envelope.commandId(),
                envelope.correlationId(),
                envelope.causationId(),
                envelope.traceId(),
                withoutCredentials(JSON.valueToTree(event)));
    }

    private static JsonNode withoutCredentials(JsonNode payload) {
        for (JsonNode parent : payload.findParents(CREDENTIAL)) {
            ((ObjectNode) parent).remove(CREDENTIAL);
        }
        return payload;
    }
}
