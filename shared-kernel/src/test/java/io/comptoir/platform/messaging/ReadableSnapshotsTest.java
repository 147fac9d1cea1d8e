package io.comptoir.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.Revision;
import java.time.Instant;
import java.util.List;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.serialization.Serializer;
import org.junit.jupiter.api.Test;

/** A snapshot is used only by the aggregate that took it. */
class ReadableSnapshotsTest {

    private record Level(String location, long units) {}

    @Revision(3)
    private record Stock(String sku, List<Level> levels) {}

    private static final Serializer SERIALIZER = Messaging.contractSerializer();

    private final ReadableSnapshots filter = new ReadableSnapshots();

    @Test
    void usesWhatTheSameAggregateTook() {
        String revision = SERIALIZER
                .serialize(new Stock("A", List.of(new Level("main", 1))), byte[].class)
                .getType()
                .getRevision();

        assertThat(revision).startsWith("3-");
        assertThat(filter.allow(snapshot(Stock.class.getName(), revision))).isTrue();
    }

    @Test
    void leavesAsideWhatAnotherVersionTook() {
        for (String revision : new String[] {null, "", "3", "3-000000000000"}) {
            assertThat(filter.allow(snapshot(Stock.class.getName(), revision)))
                    .as(revision)
                    .isFalse();
        }
        assertThat(filter.allow(snapshot("io.comptoir.Gone", "3"))).isFalse();
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
    private static DomainEventData<?> snapshot(String type, String revision) {
        return new GenericDomainEventEntry<>(
                "Stock", "stream", 1, "id", Instant.EPOCH, type, revision, new byte[0], new byte[0]);
    }
}
