package io.comptoir.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.axoniq.axonserver.connector.event.AggregateEventStream;
import io.axoniq.axonserver.connector.event.EventChannel;
import io.axoniq.axonserver.grpc.MetaDataValue;
import io.axoniq.axonserver.grpc.SerializedObject;
import io.axoniq.axonserver.grpc.event.Event;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductRepriced;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.Test;

/** A stream that an Axon Server sends, and that is read or left before its end. */
class AxonServerPastEventsTest {

    private static final TenantId TENANT = TenantId.of("0192f0c1-7a40-7000-8000-00000000d3a0");
    private static final Sku SKU = new Sku("A");
    private static final StreamId STREAM = ProductEvent.streamOf(TENANT, SKU);
    private static final Instant FIRST = Instant.parse("2026-03-01T12:00:00Z");

    private final List<String> asked = new ArrayList<>();
    private final Sent sent = new Sent();
    private final PastEvents past =
            new AxonServerPastEvents(this::channel, Messaging.contractSerializer(), StoredRevisions.ofTheContract());

    @Test
    void readsEventsOfEveryRevisionFromTheFirstOn() {
        List<DomainEventMessage<?>> read = new ArrayList<>();
        try (PastEvents.Reading reading = past.of(STREAM)) {
            reading.events().forEachRemaining(read::add);
        }

        assertThat(asked).containsExactly(STREAM + " from 0");
        assertThat(read).hasSize(Sent.COUNT);
        assertThat(read.getLast().getPayload())
                .isEqualTo(new ProductRepriced(TENANT, SKU, new Money(300, Currency.getInstance("GBP")), null));
        assertThat(read.getLast().getSequenceNumber()).isEqualTo(2);
        assertThat(read.getLast().getTimestamp()).isEqualTo(FIRST.plusSeconds(2));
        assertThat(read.getLast().getMetaData()).containsEntry(Envelope.TENANT, TENANT.toString());
    }

    @Test
    void endsTheCallOfAReaderWhoGoesAwayBeforeTheLastEvent() {
        try (PastEvents.Reading reading = past.of(STREAM)) {
            assertThat(reading.events().next().getSequenceNumber()).isZero();
            assertThat(sent.cancelled).isFalse();
        }

        assertThat(sent.cancelled).isTrue();
        assertThat(sent.taken).isLessThan(Sent.COUNT);
    }

    private EventChannel channel() {
        return (EventChannel) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {EventChannel.class}, (proxy, method, arguments) -> {
                    assertThat(method.getName()).isEqualTo("openAggregateStream");
                    asked.add(arguments[0] + " from " + arguments[1]);
                    return sent;
                });
    }

    /** Prices of the first revision, which did not tell the price before. */
    private static final class Sent implements AggregateEventStream {

        private static final int COUNT = 3;

        private int taken;
        private boolean cancelled;

        @Override
        public Event next() {
            Event event = Event.newBuilder()
                    .setMessageIdentifier("e-" + taken)
                    .setAggregateIdentifier(STREAM.toString())
                    .setAggregateSequenceNumber(taken)
                    .setAggregateType("Product")
                    .setTimestamp(FIRST.plusSeconds(taken).toEpochMilli())
                    .setPayload(SerializedObject.newBuilder()
                            .setType(ProductRepriced.class.getName())
                            .setRevision("1")
                            .setData(ByteString.copyFromUtf8(
                                    "{\"tenantId\":\"%s\",\"sku\":\"A\",\"price\":{\"amount\":\"%d\",\"currency\":\"GBP\"}}"
                                            .formatted(TENANT, taken + 1))))
                    .putMetaData(
                            Envelope.TENANT,
                            MetaDataValue.newBuilder()
                                    .setTextValue(TENANT.toString())
                                    .build())
                    .build();
            taken++;
            return event;
        }

        @Override
        public boolean hasNext() {
            return taken < COUNT;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }
}
