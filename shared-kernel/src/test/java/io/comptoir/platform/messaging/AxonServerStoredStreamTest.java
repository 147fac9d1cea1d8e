package io.comptoir.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.axoniq.axonserver.grpc.MetaDataValue;
import io.axoniq.axonserver.grpc.SerializedObject;
import io.axoniq.axonserver.grpc.event.Event;
import io.axoniq.axonserver.grpc.event.EventWithToken;
import io.comptoir.contract.values.TenantId;
import org.junit.jupiter.api.Test;

/** An event as Axon Server sends it, in the one form that is hashed. */
class AxonServerStoredStreamTest {

    private static final String TENANT = "0192f0c1-7a40-7000-8000-00000000d3a0";

    private static Event.Builder event(String revision) {
        return Event.newBuilder()
                .setMessageIdentifier("e-1")
                .setAggregateIdentifier(TENANT + ":product:A")
                .setAggregateSequenceNumber(3)
                .setAggregateType("Product")
                .setTimestamp(1_764_035_251_123L)
                .setPayload(SerializedObject.newBuilder()
                        .setType("a.B")
                        .setRevision(revision)
                        .setData(ByteString.copyFromUtf8("{\"a\":1}")));
    }

    private static MetaDataValue text(String value) {
        return MetaDataValue.newBuilder().setTextValue(value).build();
    }

    @Test
    void isTheSameWhateverTheOrderOfItsEnvelope() {
        SealedEvent one =
                sealed(event("2").putMetaData("tenantId", text(TENANT)).putMetaData("actorId", text("k")));
        SealedEvent other = sealed(event("2").putMetaData("actorId", text("k")).putMetaData("tenantId", text(TENANT)));

        assertThat(one.canonical()).isEqualTo(other.canonical());
        assertThat(new String(one.metaData(), UTF_8)).isEqualTo("{\"actorId\":\"k\",\"tenantId\":\"" + TENANT + "\"}");
        assertThat(one.organization()).contains(TenantId.of(TENANT));
    }

    @Test
    void keepsTheStoredBytesAndTheTime() {
        SealedEvent sealed = sealed(event(""));

        assertThat(sealed.position()).isEqualTo(42);
        assertThat(new String(sealed.payload(), UTF_8)).isEqualTo("{\"a\":1}");
        assertThat(sealed.payloadRevision()).isNull();
        assertThat(sealed.recordedAt()).isEqualTo("2025-11-25T01:47:31.123Z");
        assertThat(sealed.sequence()).isEqualTo(3);
    }

    private static SealedEvent sealed(Event.Builder event) {
        return AxonServerStoredStream.sealed(
                EventWithToken.newBuilder().setToken(42).setEvent(event).build());
    }
}
