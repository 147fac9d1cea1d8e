package io.comptoir.platform.messaging;

import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.TenantId;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.axonframework.messaging.MetaData;
import org.jspecify.annotations.Nullable;

/**
 * What every message carries beside its payload: whose it is, who caused it, and which request and trace it belongs to. It
 * is stored with every event, so it names nobody: an actor is the id of a key, never a person's data.
 *
 * @param commandId     the command that decided; a repeated delivery has the same
 * @param correlationId the request that everything after it goes back to
 * @param causationId   the message that led to this one directly
 * @param traceId       the W3C trace id, where a trace was running
 */
public record Envelope(
        TenantId tenantId,
        Actor actor,
        String commandId,
        String correlationId,
        String causationId,
        @Nullable String traceId) {

    public static final String TENANT = "tenantId";
    private static final String ACTOR_KIND = "actorKind";
    private static final String ACTOR_ID = "actorId";
    private static final String ACTOR_FOR = "actorOnBehalfOf";
    private static final String COMMAND = "commandId";
    private static final String CORRELATION = "correlationId";
    private static final String CAUSATION = "causationId";
    private static final String TRACE = "traceId";

    /** The envelope of a message; throws where one lacks its tenant or actor, because no message may travel without. */
    public static Envelope of(MetaData metaData) {
        return new Envelope(
                TenantId.of(required(metaData, TENANT)),
                new Actor(Actor.Kind.valueOf(required(metaData, ACTOR_KIND)), required(metaData, ACTOR_ID), (String)
                        metaData.get(ACTOR_FOR)),
                required(metaData, COMMAND),
                required(metaData, CORRELATION),
                required(metaData, CAUSATION),
                (String) metaData.get(TRACE));
    }

    /** The envelope of what follows from a message with this envelope. */
    public Envelope causedBy(String messageId) {
        return new Envelope(tenantId, actor, commandId, correlationId, messageId, traceId);
    }

    public Map<String, Object> toMetaData() {
        Map<String, Object> entries = new HashMap<>();
        entries.put(TENANT, tenantId.toString());
        entries.put(ACTOR_KIND, actor.kind().name());
        entries.put(ACTOR_ID, actor.id());
        putIfPresent(entries, ACTOR_FOR, actor.onBehalfOf());
        entries.put(COMMAND, commandId);
        entries.put(CORRELATION, correlationId);
        entries.put(CAUSATION, causationId);
        putIfPresent(entries, TRACE, traceId);
        return entries;
    }

    private static void putIfPresent(Map<String, Object> entries, String key, @Nullable String value) {
        if (value != null) {
            entries.put(key, value);
        }
    }

    private static String required(MetaData metaData, String key) {
        return Objects.requireNonNull((String) metaData.get(key), () -> "a message travels without its " + key);
    }
}
