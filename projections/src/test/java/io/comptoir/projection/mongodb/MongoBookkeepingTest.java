package io.comptoir.projection.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.projection.replay.Bookkeeping;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.SegmentPositions;
import io.comptoir.projection.replay.Versions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MongoBookkeepingTest {

    private static final ReadModel MODEL = ReadModels.ORDERS;

    private final InMemoryMongo mongo = new InMemoryMongo();
    private final Bookkeeping bookkeeping = new MongoBookkeeping(mongo.database());

    @AfterEach
    void stop() {
        mongo.close();
    }

    @Test
    void writesDownTheFirstVersionsOnce() {
        bookkeeping.begin(versions(1, 3));
        bookkeeping.begin(versions(1, 7));

        assertThat(bookkeeping.versions(MODEL)).contains(versions(1, 3));
        assertThat(bookkeeping.versions(ReadModels.PRODUCTS)).isEmpty();
    }

    @Test
    void ofTwoChangesAtOnceTakesTheFirst() {
        bookkeeping.begin(versions(1, 1));

        assertThat(bookkeeping.replace(versions(1, 1), versions(1, 2))).isTrue();
        assertThat(bookkeeping.replace(versions(1, 1), versions(1, 3))).isFalse();

        assertThat(bookkeeping.versions(MODEL)).contains(versions(2, 2));
        assertThat(new LiveVersion(mongo.database(), MODEL).number()).isEqualTo(2);
    }

    @Test
    void keepsTheProgressOfEachVersionApart() {
        SegmentPositions positions = new SegmentPositions(2, Map.of(0, 10L, 1, 12L));
        bookkeeping.publish(MODEL.version(1), positions);

        assertThat(bookkeeping.published(MODEL.version(1))).isEqualTo(positions);
        assertThat(bookkeeping.published(MODEL.version(2))).isEqualTo(SegmentPositions.UNKNOWN);

        bookkeeping.forget(MODEL.version(1));
        assertThat(bookkeeping.published(MODEL.version(1))).isEqualTo(SegmentPositions.UNKNOWN);
    }

    private static Versions versions(long revision, int live) {
        return new Versions(
                MODEL.name(),
                revision,
                9,
                new Versions.Built(live, 1),
                new Versions.Built(8, 1),
                Instant.parse("2026-01-01T00:00:00Z"),
                new Versions.Rebuild(
                        new Versions.Built(9, 1),
                        Versions.Phase.VERIFYING,
                        true,
                        Instant.parse("2026-01-01T00:00:00Z"),
                        null,
                        null),
                new Versions.Change(new Versions.Built(8, 1), new Versions.Built(live, 1), true),
                List.of(4, 5),
                false,
                new Versions.Operation("rebuild", "somebody", Instant.parse("2026-01-01T00:00:00Z"), null));
    }
}
