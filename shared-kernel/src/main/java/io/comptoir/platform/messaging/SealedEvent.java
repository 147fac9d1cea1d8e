package io.comptoir.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.TenantId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An event exactly as it lies in the event store: nothing is upcast, unsealed or interpreted.
 *
 * @param position        its place among all events
 * @param sequence        its place in its stream, from 0
 * @param recordedAt      the text that is stored
 * @param payloadRevision absent only where somebody else wrote it
 * @param payload         the stored bytes, personal data sealed
 * @param metaData        the stored bytes of the envelope
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares these; their hashes are compared.
public record SealedEvent(
        long position,
        String id,
        String stream,
        long sequence,
        String aggregateType,
        String recordedAt,
        String payloadType,
        @Nullable String payloadRevision,
        byte[] payload,
        byte[] metaData) {

    private static final String FORMAT = "comptoir-event/1";
    private static final int ABSENT = -1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** One that was read from a file may lack something. */
    public SealedEvent {
        Objects.requireNonNull(id);
        Objects.requireNonNull(stream);
        Objects.requireNonNull(aggregateType);
        Objects.requireNonNull(recordedAt);
        Objects.requireNonNull(payloadType);
        Objects.requireNonNull(payload);
        Objects.requireNonNull(metaData);
    }

    /** Whose event it is, from its envelope; empty for an envelope that cannot be read. */
    public Optional<TenantId> organization() {
        try {
            @Nullable JsonNode tenant = JSON.readTree(metaData).get(Envelope.TENANT);
            return tenant == null || !tenant.isString()
                    ? Optional.empty()
                    : Optional.of(TenantId.of(tenant.asString()));
        } catch (JacksonException | InvalidValue e) {
            return Optional.empty();
        }
    }

    /**
     * All of it as one sequence of bytes, from which it can be told apart from every other event. It is specified in
     * docs/proof.md, and proofs that people keep depend on every byte of it: another encoding would be another format.
     */
    public byte[] canonical() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512 + payload.length + metaData.length);
        put(bytes, FORMAT.getBytes(UTF_8));
        put(bytes, ByteBuffer.allocate(Long.BYTES).putLong(position).array());
        put(bytes, id.getBytes(UTF_8));
        put(bytes, stream.getBytes(UTF_8));
        put(bytes, ByteBuffer.allocate(Long.BYTES).putLong(sequence).array());
        put(bytes, aggregateType.getBytes(UTF_8));
        put(bytes, recordedAt.getBytes(UTF_8));
        put(bytes, payloadType.getBytes(UTF_8));
        put(bytes, payloadRevision == null ? null : payloadRevision.getBytes(UTF_8));
        put(bytes, payload);
        put(bytes, metaData);
        return bytes.toByteArray();
    }

    /** Its length before each part, so that no two events can have the same bytes. */
    private static void put(ByteArrayOutputStream bytes, byte @Nullable [] part) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .putInt(part == null ? ABSENT : part.length)
                .array());
        if (part != null) {
            bytes.writeBytes(part);
        }
    }

    /** Neither payload nor envelope, which are nobody's business in a log. */
    @Override
    public String toString() {
        return "SealedEvent[" + position + ", " + id + ", " + payloadType + "]";
    }
}
