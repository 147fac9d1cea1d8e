package io.comptoir.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.Revision;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.junit.jupiter.api.Test;

/** A snapshot is used only by the aggregate that took it. */
class ReadableSnapshotsTest {

    private record Level(String location, long units) {}

    @Revision(3)
    private record Stock(String sku, List<Level> levels) {}

    private static final Serializer SERIALIZER = Messaging.contractSerializer();

    private final ReadableSnapshots filter = new ReadableSnapshots(SERIALIZER);

    @Test
    void usesWhatTheSameAggregateTook() {
        SerializedObject<byte[]> taken = taken();

        assertThat(taken.getType().getRevision()).startsWith("3-");
        assertThat(filter.allow(snapshot(Stock.class.getName(), taken.getType().getRevision(), taken.getData())))
                .isTrue();
    }

    @Test
    void leavesAsideWhatIsDamaged() {
        SerializedObject<byte[]> taken = taken();
        String revision = taken.getType().getRevision();
        byte[] half = Arrays.copyOf(taken.getData(), taken.getData().length / 2);

        for (byte[] damaged : List.of(new byte[0], half, "null and void".getBytes(UTF_8))) {
            assertThat(filter.allow(snapshot(Stock.class.getName(), revision, damaged)))
                    .isFalse();
        }
    }

    private static SerializedObject<byte[]> taken() {
        return SERIALIZER.serialize(new Stock("A", List.of(new Level("main", 1))), byte[].class);
    }

    @Test
    void leavesAsideWhatAnotherVersionTook() {
        for (String revision : new String[] {null, "", "3", "3-000000000000"}) {
            assertThat(filter.allow(snapshot(Stock.class.getName(), revision, taken().getData())))
                    .as(revision)
                    .isFalse();
        }
        assertThat(filter.allow(snapshot("io.comptoir.Gone", "3", new byte[0]))).isFalse();
    }

    @Test
    void aShapeIsAllFieldsOfAllFieldsByTheirNames() {
        assertThat(StateShape.describe(Stock.class)).isEqualTo("""
            Stock levels:List/Level sku:String
            Level location:String units:long
            """);
        assertThat(StateShape.of(Stock.class)).hasSize(12).isNotEqualTo(StateShape.of(Level.class));
    }

    @SuppressWarnings("NullAway") // A snapshot of before has no revision.
    private static DomainEventData<?> snapshot(String type, String revision, byte[] payload) {
        return new GenericDomainEventEntry<>(
                "Stock", "stream", 1, "id", Instant.EPOCH, type, revision, payload, new byte[0]);
    }
}
