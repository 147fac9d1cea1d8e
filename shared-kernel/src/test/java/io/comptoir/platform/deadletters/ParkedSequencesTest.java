package io.comptoir.platform.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.PositionsInMemory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.junit.jupiter.api.Test;

/** A process that takes in texts, some of which it cannot take in yet. */
class ParkedSequencesTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final String ONE = StreamId.of(TENANT, "thing", "1").toString();
    private static final String TWO = StreamId.of(TENANT, "thing", "2").toString();
    private static final String PROCESS = "confirmation";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private final InMemoryEventStorageEngine stored = new InMemoryEventStorageEngine();
    private final EventStore events =
            EmbeddedEventStore.builder().storageEngine(stored).build();
    private final DeadLettersInMemory letters = new DeadLettersInMemory();
    private final ParkedSequences parked = new ParkedSequences(letters, PROCESS, streams(), CLOCK);
    private final Map<String, Long> versions = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final List<String> taken = new ArrayList<>();

    private StreamAgain streams() {
        return new StreamAgain(events, new PositionsInMemory(stored));
    }

    private static final class Away extends RuntimeException {}

    private void happens(String stream, String text) {
        long sequence = versions.merge(stream, 1L, Long::sum) - 1;
        DomainEventMessage<String> event = new GenericDomainEventMessage<>("Thing", stream, sequence, text);
        events.publish(event);
        parked.handle(event, this::take, ParkedSequencesTest::causeOf);
    }

    private void take(DomainEventMessage<?> event) {
        String text = (String) event.getPayload();
        if (refused.contains(text)) {
            throw text.equals("away") ? new Away() : new IllegalStateException("it quotes " + text);
        }
        taken.add(text);
    }

    private static Optional<DeadLetter.Cause> causeOf(Throwable failure) {
        return failure instanceof Away ? Optional.empty() : Optional.of(DeadLetter.Cause.NOT_APPLICABLE);
    }

    private void workOff() {
        parked.refresh();
        parked.workOff(stream -> true, this::take, ParkedSequencesTest::causeOf);
    }

    @Test
    void leavesOutTheRestOfTheStreamAndNothingElse() {
        refused.add("b");
        happens(ONE, "a");
        happens(ONE, "b");
        happens(ONE, "c");
        happens(TWO, "d");

        assertThat(taken).containsExactly("a", "d");
        DeadLetter letter = letters.all.values().iterator().next();
        assertThat(letters.all).hasSize(1);
        assertThat(letter.stream()).isEqualTo(ONE);
        assertThat(letter.tenantId()).isEqualTo(TENANT);
        assertThat(letter.version()).isEqualTo(2);
        assertThat(letter.failure()).isEqualTo("java.lang.IllegalStateException");
        assertThat(letter.toString()).doesNotContain("quotes");
    }

    @Test
    void takesInTheWholeRestWhenARetrySucceeds() {
        refused.add("b");
        happens(ONE, "a");
        happens(ONE, "b");
        happens(TWO, "x");
        happens(ONE, "c");
        refused.clear();

        workOff();
        assertThat(taken).as("nobody asked yet").containsExactly("a", "x");
        letters.askForRetry(DeadLetter.idOf(PROCESS, ONE));
        workOff();
        happens(ONE, "d");

        assertThat(taken).containsExactly("a", "x", "b", "c", "d");
        assertThat(letters.all).isEmpty();
    }

    @Test
    void countsAttemptsAndKeepsTheFirstMoment() {
        refused.add("b");
        happens(ONE, "b");
        letters.askForRetry(DeadLetter.idOf(PROCESS, ONE));

        workOff();

        DeadLetter letter = letters.find(DeadLetter.idOf(PROCESS, ONE)).orElseThrow();
        assertThat(letter.attempts()).isEqualTo(2);
        assertThat(letter.retrying()).isFalse();
        assertThat(letter.firstAt()).isEqualTo(CLOCK.instant());
    }

    @Test
    void leavesOutWhatWasDiscardedAndGoesOnBehindIt() {
        refused.add("b");
        happens(ONE, "a");
        happens(ONE, "b");
        happens(ONE, "c");
        letters.discard(new Discard(PROCESS, TENANT, ONE, 2, CLOCK.instant(), "me", "never happened", null));
        letters.askForRetry(DeadLetter.idOf(PROCESS, ONE));

        workOff();

        assertThat(taken).containsExactly("a", "c");
        assertThat(letters.all).isEmpty();
        assertThat(parked.isLeftOut(ONE, 2)).isTrue();
    }

    @Test
    void parksNothingWhileSomethingIsAway() {
        refused.add("away");

        assertThatThrownBy(() -> happens(ONE, "away")).isInstanceOf(Away.class);

        assertThat(letters.all).isEmpty();
        assertThat(parked.isParked(ONE)).isFalse();
    }

    @Test
    void stopsWhenNotTheEventsCanBeToBlame() {
        refused.add("b");
        for (int thing = 0; thing < ParkedSequences.MAX_PARKED; thing++) {
            happens(ONE + "-" + thing, "b");
        }
        assertThat(parked.isFull()).isTrue();

        assertThatThrownBy(() -> happens(TWO, "b")).isInstanceOf(TooManyDeadLetters.class);
        assertThat(letters.all).hasSize(ParkedSequences.MAX_PARKED);
    }

    @Test
    void learnsWhatOtherNodesParkedAndLetInAgain() {
        ParkedSequences other = new ParkedSequences(letters, PROCESS, streams(), CLOCK);
        refused.add("b");
        happens(ONE, "b");

        other.refresh();
        assertThat(other.isParked(ONE)).isTrue();
        letters.resolve(DeadLetter.idOf(PROCESS, ONE));
        other.refresh();
        assertThat(other.isParked(ONE)).isFalse();
    }
}
