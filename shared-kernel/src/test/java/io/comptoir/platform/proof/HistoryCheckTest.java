package io.comptoir.platform.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.SealedEvent;
import io.comptoir.platform.proof.HistoryCheck.Difference;
import io.comptoir.platform.proof.HistoryCheck.What;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Ten events that were logged, two checkpoints over them, and everything that can be done to them. */
class HistoryCheckTest {

    private static final int EVENTS = 10;

    private final List<SealedEvent> logged =
            LongStream.range(0, EVENTS).mapToObj(SealedEvents::number).toList();
    private final List<HistoryLine> lines = new ArrayList<>();

    HistoryCheckTest() {
        logged.forEach(event -> lines.add(line(event, event)));
    }

    private static HistoryLine line(SealedEvent logged, @Nullable SealedEvent stored) {
        return new HistoryLine(
                logged.position() / 10,
                new HistoryLine.Leaf(logged.id(), logged.position(), MerkleTree.leaf(logged)),
                stored);
    }

    private static Checkpoint signed(List<SealedEvent> events) {
        MerkleTree.Growing tree = new MerkleTree.Growing();
        events.forEach(event -> tree.append(MerkleTree.leaf(event)));
        return new Checkpoint(
                Checkpoint.FORMAT,
                TenantId.of(SealedEvents.TENANT),
                tree.size(),
                tree.root(),
                0,
                Instant.EPOCH,
                "",
                "",
                "");
    }

    private Optional<Difference> check() {
        HistoryCheck check = new HistoryCheck(List.of(signed(logged), signed(logged.subList(0, 4))));
        lines.forEach(check::accept);
        return check.end();
    }

    @Test
    void findsNothingWhereNothingWasDone() {
        assertThat(check()).isEmpty();
    }

    @Test
    void whatWasStoredSinceTheLastCheckpointIsComparedWithTheLog() {
        lines.add(line(SealedEvents.number(10), SealedEvents.number(10)));
        assertThat(check()).isEmpty();

        lines.set(10, line(SealedEvents.number(10), SealedEvents.at(100, "event-10", "{}")));
        assertThat(check()).hasValueSatisfying(difference -> {
            assertThat(difference.what()).isEqualTo(What.CHANGED);
            assertThat(difference.index()).isEqualTo(10);
        });
    }

    @Test
    void findsAnEventThatWasChanged() {
        lines.set(3, line(logged.get(3), SealedEvents.at(30, "event-3", "{\"number\":4}")));

        assertThat(check())
                .contains(
                        new Difference(What.CHANGED, 3, "event-3", "the event at position 30 is not as it was stored"));
    }

    @Test
    void findsTheFirstOfSeveral() {
        lines.set(8, line(logged.get(8), null));
        lines.set(5, line(logged.get(5), SealedEvents.at(50, "event-5", "{}")));

        assertThat(check()).get().extracting(Difference::index).isEqualTo(5L);
    }

    @Test
    void findsAnEventThatIsGone() {
        lines.set(0, line(logged.get(0), null));

        assertThat(check())
                .contains(new Difference(What.MISSING, 0, "event-0", "the store has no event at position 0 any more"));
    }

    @Test
    void findsAnEventThatWasAdded() {
        lines.add(5, new HistoryLine(null, null, SealedEvents.at(45, "forged", "{}")));

        assertThat(check())
                .contains(
                        new Difference(What.ADDED, 5, "forged", "an event lies at position 45 that was never logged"));
    }

    @Test
    void findsEventsThatChangedPlaces() {
        lines.set(2, line(logged.get(2), SealedEvents.at(20, "event-6", "{\"number\":6}")));
        lines.set(6, line(logged.get(6), SealedEvents.at(60, "event-2", "{\"number\":2}")));

        assertThat(check())
                .contains(new Difference(
                        What.SWAPPED,
                        2,
                        "event-2",
                        "another event, event-6, lies at position 20; it lies at position 60 now"));
    }

    @Test
    void findsAnEventThatWasReplaced() {
        lines.set(2, line(logged.get(2), SealedEvents.at(20, "forged", "{}")));

        assertThat(check())
                .contains(new Difference(What.CHANGED, 2, "event-2", "another event, forged, lies at position 20"));
    }

    @Test
    void findsThatTheEndWasCutOff() {
        lines.subList(7, EVENTS).replaceAll(line -> new HistoryLine(line.index(), line.leaf(), null));

        assertThat(check())
                .get()
                .extracting(Difference::what, Difference::index)
                .containsExactly(What.MISSING, 7L);
    }

    @Test
    void findsThatTheEndWasCutOffOfTheLogAsWell() {
        lines.subList(7, EVENTS).clear();

        assertThat(check())
                .contains(new Difference(What.MISSING, 7, null, "the log ends after 7 events, and 10 were signed"));
    }

    @Test
    void findsThatEventsAndLogWereRewrittenTogether() {
        SealedEvent rewritten = SealedEvents.at(50, "event-5", "{}");
        lines.set(5, line(rewritten, rewritten));

        assertThat(check())
                .contains(new Difference(
                        What.REWRITTEN,
                        4,
                        null,
                        "what was logged from index 4 to 9 does not make the root that was signed for 10 events"));
    }
}
