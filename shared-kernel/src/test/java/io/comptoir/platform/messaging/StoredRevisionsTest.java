package io.comptoir.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Revision;
import io.comptoir.contract.Upcast;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.TenantId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.serialization.Serializer;
import org.junit.jupiter.api.Test;

/** Events as they lie in the store, read through the serializer and the upcasters that the event stores are built with. */
class StoredRevisionsTest {

    private static final String TENANT = "0192f0c1-7a40-7000-8000-00000000d3a0";
    private static final Serializer SERIALIZER = Messaging.contractSerializer();

    /** Revision 1 had a text {@code size}, revision 2 {@code width} and {@code height}, revision 3 an object of them. */
    @Revision(3)
    record CrateMeasured(TenantId tenantId, Size size, Note place) implements DomainEvent {
        record Size(long width, long height) {}
    }

    @Revision(1)
    record CrateOpened(TenantId tenantId) implements DomainEvent {}

    private static final StoredRevisions REVISIONS = new StoredRevisions(List.of(
            new Upcast(CrateMeasured.class, 2, measured -> {
                measured.put("size", Map.of("width", measured.remove("width"), "height", measured.remove("height")));
                return measured;
            }),
            new Upcast(CrateMeasured.class, 1, measured -> {
                String[] sides = String.valueOf(measured.remove("size")).split("x", 2);
                measured.put("width", new BigInteger(sides[0]));
                measured.put("height", new BigInteger(sides[1]));
                return measured;
            })));

    private static DomainEventMessage<?> read(
            StoredRevisions revisions, Class<?> type, String revision, String payload) {
        GenericDomainEventEntry<byte[]> entry = new GenericDomainEventEntry<>(
                "Crate",
                TENANT + ":crate:1",
                0,
                "event-1",
                Instant.EPOCH,
                type.getName(),
                revision,
                payload.getBytes(UTF_8),
                "{}".getBytes(UTF_8));
        return EventStreamUtils.upcastAndDeserializeDomainEvents(Stream.of(entry), SERIALIZER, revisions)
                .next();
    }

    private static String json(String members) {
        return "{\"tenantId\":\"" + TENANT + "\"," + members + "}";
    }

    @Test
    void readsEveryRevisionAsTheEventOfToday() {
        CrateMeasured today = new CrateMeasured(TenantId.of(TENANT), new CrateMeasured.Size(3, 4), new Note("yard"));
        String place = ",\"place\":\"yard\"";

        assertThat(read(REVISIONS, CrateMeasured.class, "1", json("\"size\":\"3x4\"" + place))
                        .getPayload())
                .isEqualTo(today);
        assertThat(read(REVISIONS, CrateMeasured.class, "2", json("\"width\":3,\"height\":4" + place))
                        .getPayload())
                .isEqualTo(today);
        assertThat(read(REVISIONS, CrateMeasured.class, "3", json("\"size\":{\"width\":3,\"height\":4}" + place))
                        .getPayload())
                .isEqualTo(today);
    }

    @Test
    void keepsWhatSurroundsTheEvent() {
        DomainEventMessage<?> read =
                read(REVISIONS, CrateMeasured.class, "1", json("\"size\":\"3x4\",\"place\":\"yard\""));

        assertThat(read.getIdentifier()).isEqualTo("event-1");
        assertThat(read.getAggregateIdentifier()).isEqualTo(TENANT + ":crate:1");
        assertThat(read.getTimestamp()).isEqualTo(Instant.EPOCH);
    }

    /** A server that was rolled back meets what a newer one wrote. */
    @Test
    void leavesANewerRevisionAsItIs() {
        byte[] payload = json("\"size\":{\"width\":3,\"height\":4},\"place\":\"yard\",\"depth\":5")
                .getBytes(UTF_8);

        assertThat(REVISIONS.toNewest(CrateMeasured.class.getName(), "4", payload))
                .isSameAs(payload);
    }

    @Test
    void doesNotLookIntoEventsWithoutUpcasts() {
        byte[] notEvenJson = "}".getBytes(UTF_8);

        assertThat(REVISIONS.toNewest(CrateOpened.class.getName(), "1", notEvenJson))
                .isSameAs(notEvenJson);
        assertThat(REVISIONS.isOlder(CrateOpened.class.getName(), "1")).isFalse();
    }

    @Test
    void carriesNumbersAndNestedValuesWithoutLoss() {
        StoredRevisions untouched = new StoredRevisions(List.of(
                Upcast.adding(CrateMeasured.class, 1), new Upcast(CrateMeasured.class, 2, tree -> {
                    assertThat(tree)
                            .containsEntry("whole", new BigInteger("9007199254740993"))
                            .containsEntry("fraction", new BigDecimal("0.10"))
                            .containsEntry("nested", Map.of("list", List.of("é", true)));
                    return tree;
                })));
        String payload = "{\"whole\":9007199254740993,\"fraction\":0.10,\"nested\":{\"list\":[\"é\",true]}}";

        assertThat(new String(untouched.toNewest(CrateMeasured.class.getName(), "1", payload.getBytes(UTF_8)), UTF_8))
                .isEqualTo(payload);
    }

    @Test
    void refusesUpcastsWithAGapADoubleOrNoRevisionToMake() {
        assertThatThrownBy(() -> new StoredRevisions(List.of(Upcast.adding(CrateMeasured.class, 2))))
                .hasMessageContaining("no upcast from revision 1 to 2");
        assertThatThrownBy(() -> new StoredRevisions(
                        List.of(Upcast.adding(CrateMeasured.class, 1), Upcast.adding(CrateMeasured.class, 1))))
                .hasMessageContaining("two upcasts");
        assertThatThrownBy(() -> new StoredRevisions(List.of(Upcast.adding(CrateOpened.class, 1))))
                .hasMessageContaining("at revision 1, but an upcast makes 2");
        assertThatThrownBy(() -> Upcast.adding(CrateOpened.class, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theContractsUpcastsFitTogether() {
        assertThat(StoredRevisions.ofTheContract()).isNotNull();
    }
}
