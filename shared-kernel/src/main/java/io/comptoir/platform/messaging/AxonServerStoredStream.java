package io.comptoir.platform.messaging;

import io.axoniq.axonserver.connector.event.EventChannel;
import io.axoniq.axonserver.connector.event.EventStream;
import io.axoniq.axonserver.grpc.MetaDataValue;
import io.axoniq.axonserver.grpc.event.Event;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.axonframework.common.DateTimeUtils;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stored events of an Axon Server. It keeps a time as milliseconds and an envelope as a map, so both are written here in the
 * one way that the PostgreSQL store has them, with the envelope's entries by name.
 */
final class AxonServerStoredStream implements StoredStream {

    private static final long ANSWER_LIMIT_SECONDS = 10;
    private static final int BUFFER = 1_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** The most events that are looked through for those of one organization before an answer is given. */
    private static final int WINDOW = 20_000;

    private final Supplier<EventChannel> events;

    AxonServerStoredStream(Supplier<EventChannel> events) {
        this.events = events;
    }

    @Override
    public Part read(long after, int limit) {
        return read(after, limit, event -> true);
    }

    @Override
    public Part read(TenantId organization, long after, int limit) {
        return read(after, limit, event -> event.organization().equals(Optional.of(organization)));
    }

    private Part read(long after, int limit, Predicate<SealedEvent> wanted) {
        try {
            EventChannel channel = events.get();
            @Nullable Long head = channel.getLastToken().get(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS);
            if (head == null || head <= after) {
                return new Part(List.of(), after, true);
            }
            long last = Math.min(head, after + WINDOW);
            List<SealedEvent> found = new ArrayList<>();
            long reached = after;
            try (EventStream stream = channel.openStream(after, BUFFER)) {
                while (reached < last && found.size() < limit) {
                    @Nullable EventWithToken next = stream.nextIfAvailable(ANSWER_LIMIT_SECONDS, TimeUnit.SECONDS);
                    if (next == null) {
                        throw new EventStoreUnavailable(
                                "the event store does not answer",
                                stream.getError().orElse(null));
                    }
                    reached = next.getToken();
                    SealedEvent event = sealed(next);
                    if (wanted.test(event)) {
                        found.add(event);
                    }
                }
            }
            return new Part(found, reached, reached >= head);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EventStoreUnavailable("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new EventStoreUnavailable("the event store does not answer", e);
        }
    }

    static SealedEvent sealed(EventWithToken stored) {
        Event event = stored.getEvent();
        String revision = event.getPayload().getRevision();
        return new SealedEvent(
                stored.getToken(),
                event.getMessageIdentifier(),
                event.getAggregateIdentifier(),
                event.getAggregateSequenceNumber(),
                event.getAggregateType(),
                DateTimeUtils.formatInstant(Instant.ofEpochMilli(event.getTimestamp())),
                event.getPayload().getType(),
                revision.isEmpty() ? null : revision,
                event.getPayload().getData().toByteArray(),
                JSON.writeValueAsBytes(envelope(event.getMetaDataMap())));
    }

    private static Map<String, Object> envelope(Map<String, MetaDataValue> stored) {
        Map<String, Object> envelope = new TreeMap<>();
        stored.forEach((name, value) -> envelope.put(
                name,
                switch (value.getDataCase()) {
                    case TEXT_VALUE -> value.getTextValue();
                    case NUMBER_VALUE -> value.getNumberValue();
                    case BOOLEAN_VALUE -> value.getBooleanValue();
                    case DOUBLE_VALUE -> value.getDoubleValue();
                    case BYTES_VALUE ->
                        Base64.getEncoder()
                                .encodeToString(value.getBytesValue().getData().toByteArray());
                    case DATA_NOT_SET -> "";
                }));
        return envelope;
    }
}
