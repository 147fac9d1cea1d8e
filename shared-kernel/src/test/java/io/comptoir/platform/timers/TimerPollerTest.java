package io.comptoir.platform.timers;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.deadletters.DeadLettersInMemory;
import io.comptoir.platform.deadletters.Discard;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.platform.messaging.EventStoreUnavailable;
import io.comptoir.platform.vault.VaultAway;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimerPollerTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final Envelope CAUSE =
            new Envelope(TENANT, Actor.key("abcdefghijkl2345"), "command", "request", "event", null);

    private final TestClock clock = new TestClock();
    private final Instant start = clock.instant();
    private final InMemory timers = new InMemory();
    private final DeadLettersInMemory letters = new DeadLettersInMemory();
    private final Recording step = new Recording();
    private final TimerPoller poller = another();

    private TimerPoller another() {
        return new TimerPoller(timers, step, letters, clock.clock(), clock::nanoTime, new SimpleMeterRegistry());
    }

    @Test
    void actsAtItsMomentAndNotBefore() {
        timers.wait("a", start.plusSeconds(5));

        clock.pass(Duration.ofMillis(4_999));
        poller.look();
        assertThat(step.done).isEmpty();

        clock.pass(Duration.ofMillis(1));
        poller.look();
        assertThat(step.done).containsExactly("a");

        poller.look();
        assertThat(step.done).containsExactly("a");
        assertThat(timers.waiting).isEmpty();
    }

    @Test
    void actsAtTheStartOnWhatBecameDueBefore() {
        timers.wait("later", start.minusSeconds(1));
        timers.wait("first", start.minus(Duration.ofDays(3)));

        poller.look();

        assertThat(step.done).containsExactly("first", "later");
    }

    @Test
    void takesMoreThanItCanAtOnceInTurns() {
        for (int i = 0; i < 250; i++) {
            timers.wait("t" + i, start);
        }

        assertThat(poller.look()).isTrue();
        assertThat(poller.look()).isTrue();
        assertThat(poller.look()).isFalse();

        assertThat(step.done).hasSize(250).doesNotHaveDuplicates();
    }

    @Test
    void triesAgainWhatFailedWhenItsLeaseHasRunOut() {
        timers.wait("a", start);
        step.failure = new IllegalStateException("the event store is away");
        poller.look();
        step.failure = null;

        poller.look();
        assertThat(step.done).isEmpty();

        clock.pass(step.lease());
        poller.look();
        assertThat(step.done).containsExactly("a");
    }

    @Test
    void keepsWhatIsNotDoneYet() {
        timers.wait("a", start);
        step.isDone = false;

        poller.look();

        assertThat(step.done).containsExactly("a");
        assertThat(timers.waiting).hasSize(1);
    }

    @Test
    void doesNotStopForATimerThatFails() {
        timers.wait("a", start.minusSeconds(2));
        timers.wait("b", start.minusSeconds(1));
        step.failing = "a";

        poller.look();

        assertThat(step.done).containsExactly("b");
    }

    @Test
    void parksATimerThatFailsEveryTimeAndGoesOnWithTheOthers() {
        failEveryTime("a");
        timers.wait("b", clock.instant());
        poller.look();

        assertThat(step.done).containsExactly("b");
        DeadLetter letter = letters.of("test", 10).getFirst();
        assertThat(letter.tenantId()).isEqualTo(TENANT);
        assertThat(letter.stream()).isEqualTo(TENANT + ":thing:a");
        assertThat(letter.version()).isEqualTo(3);
        assertThat(letter.position()).isEqualTo(7);
        assertThat(letter.attempts()).isEqualTo(ParkedTimers.MAX_ATTEMPTS);
        assertThat(letter.failure()).isEqualTo("java.lang.IllegalStateException");

        step.failing = "";
        waitForTheLease();
        assertThat(step.done).as("nobody decided").containsExactly("b");
        letters.askForRetry(letter.id());
        poller.look();
        assertThat(step.done).containsExactly("b", "a");
        assertThat(letters.of("test", 10)).isEmpty();
        assertThat(timers.waiting).isEmpty();
    }

    @Test
    void countsWhatWasTriedAgainForNothing() {
        failEveryTime("a");
        DeadLetter letter = letters.of("test", 10).getFirst();

        letters.askForRetry(letter.id());
        poller.look();

        DeadLetter again = letters.find(letter.id()).orElseThrow();
        assertThat(again.attempts()).isEqualTo(letter.attempts() + 1);
        assertThat(again.firstAt()).isEqualTo(letter.firstAt());
        assertThat(again.retrying()).isFalse();
    }

    @Test
    void leavesUndoneWhatWasDiscardedAlsoAfterARebuild() {
        failEveryTime("a");
        DeadLetter letter = letters.of("test", 10).getFirst();
        letters.discard(new Discard("test", TENANT, letter.stream(), 3, start, "me", "no use", null));
        letters.askForRetry(letter.id());
        step.failing = "";

        poller.look();
        assertThat(letters.of("test", 10)).isEmpty();
        assertThat(timers.waiting).isEmpty();
        timers.wait("a", start);
        poller.look();

        assertThat(step.done).isEmpty();
        assertThat(timers.waiting).isEmpty();
    }

    @Test
    void forgetsAParkedTimerThatWasSettledOtherwise() {
        failEveryTime("a");
        timers.waiting.clear();
        letters.askForRetry(letters.of("test", 10).getFirst().id());

        poller.look();

        assertThat(letters.of("test", 10)).isEmpty();
    }

    @Test
    void parksNothingWhileTheEventStoreOrTheVaultIsAway() {
        timers.wait("a", start);
        for (RuntimeException away : List.of(
                new EventStoreUnavailable("away", null),
                new IllegalStateException(new VaultAway(new IllegalStateException())))) {
            step.failure = away;
            for (int attempt = 0; attempt <= ParkedTimers.MAX_ATTEMPTS; attempt++) {
                poller.look();
                waitForTheLease();
            }
        }

        assertThat(letters.of("test", 10)).isEmpty();
    }

    private void failEveryTime(String key) {
        timers.wait(key, start);
        step.failing = key;
        poller.look();
        for (int attempt = 1; attempt < ParkedTimers.MAX_ATTEMPTS; attempt++) {
            assertThat(letters.of("test", 10)).isEmpty();
            waitForTheLease();
        }
        assertThat(letters.of("test", 10)).hasSize(1);
    }

    private void waitForTheLease() {
        clock.pass(step.lease());
        poller.look();
    }

    @Test
    void twoNodesDoNotActOnTheSameTimer() {
        timers.wait("a", start);
        step.beforehand = () -> another().look();

        poller.look();

        assertThat(step.done).containsExactly("a");
    }

    @Test
    void aClockThatJumpsForwardsForAMomentFiresNothing() {
        timers.wait("a", start.plus(Duration.ofHours(1)));
        clock.jump(Duration.ofHours(2));
        poller.look();
        clock.pass(Duration.ofSeconds(30));
        poller.look();
        clock.jump(Duration.ofHours(-2));
        poller.look();
        assertThat(step.done).isEmpty();

        clock.pass(Duration.ofHours(1));
        poller.look();
        assertThat(step.done).containsExactly("a");
    }

    @Test
    void aClockThatJumpsBackwardsForAMomentDelaysNothing() {
        timers.wait("a", start.plusSeconds(20));
        clock.jump(Duration.ofHours(-2));
        poller.look();
        clock.pass(Duration.ofSeconds(20));

        poller.look();

        assertThat(step.done).containsExactly("a");
    }

    @Test
    void aClockThatWasSetBackLosesNothing() {
        timers.wait("a", start.plusSeconds(20));
        clock.jump(Duration.ofHours(-2));
        poller.look();
        clock.pass(step.lease().multipliedBy(3));
        timers.waiting.replaceAll((key, timer) -> new InMemory.Waiting(timer.timer(), start));

        // It is believed by now, and comes to the moment a second time.
        poller.look();
        clock.pass(Duration.ofHours(2));
        poller.look();

        assertThat(step.done).containsExactly("a");
    }

    @Test
    void looksAgainWhenTheTimersCouldNotBeAsked() {
        timers.wait("a", start);
        timers.away = true;
        assertThat(poller.look()).isFalse();
        timers.away = false;

        poller.look();

        assertThat(step.done).containsExactly("a");
    }

    @Test
    void doesAgainWhatCouldNotBeSettled() {
        timers.wait("a", start);
        step.beside = () -> timers.away = true;
        poller.look();
        timers.away = false;
        step.beside = () -> {};
        clock.pass(step.lease());

        poller.look();
        assertThat(step.done).containsExactly("a", "a");
        clock.pass(step.lease());
        poller.look();

        assertThat(step.done).hasSize(2);
    }

    @Test
    void worksOnSeveralAtATimeWhereTheStepTakesLong() {
        for (int i = 0; i < 10; i++) {
            timers.wait("t" + i, start);
        }
        step.atOnce = 4;
        CountDownLatch together = new CountDownLatch(4);
        step.beside = () -> {
            together.countDown();
            try {
                assertThat(together.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };

        assertThat(poller.look()).isTrue();
        assertThat(step.done).hasSize(4);
        assertThat(poller.look()).isTrue();
        assertThat(poller.look()).isFalse();

        assertThat(step.done).hasSize(10).doesNotHaveDuplicates();
    }

    private static final class Recording implements TimedStep {

        private final List<String> done = new CopyOnWriteArrayList<>();
        private int atOnce = 1;
        private Runnable beside = () -> {};
        private boolean isDone = true;
        private String failing = "";
        private Runnable beforehand = () -> {};
        private @org.jspecify.annotations.Nullable RuntimeException failure;

        @Override
        public String kind() {
            return "test";
        }

        @Override
        public int atOnce() {
            return atOnce;
        }

        @Override
        public boolean carryOut(Timer timer, Instant now) {
            if (failure != null) {
                throw failure;
            }
            if (timer.key().equals(failing)) {
                throw new IllegalStateException("this one fails");
            }
            assertThat(now).isAfterOrEqualTo(timer.dueAt());
            Runnable first = beforehand;
            beforehand = () -> {};
            first.run();
            beside.run();
            done.add(timer.key());
            return isDone;
        }
    }

    /** As the documents do it. */
    private static final class InMemory implements DueTimers {

        private record Waiting(Timer timer, Instant leasedUntil) {}

        private final Map<String, Waiting> waiting = new HashMap<>();
        private boolean away;

        void wait(String key, Instant dueAt) {
            waiting.put(
                    key,
                    new Waiting(
                            new Timer(TENANT, "test", StreamId.of(TENANT, "thing", key), 3, dueAt, CAUSE, 7),
                            Instant.MIN));
        }

        @Override
        public synchronized List<Timer> take(String kind, Instant now, Duration leaseFor, int limit) {
            if (away) {
                throw new IllegalStateException("away");
            }
            Instant until = now.plus(leaseFor);
            List<Timer> due = waiting.values().stream()
                    .filter(each -> !each.timer().dueAt().isAfter(now))
                    .filter(each -> !each.leasedUntil().isAfter(now)
                            || each.leasedUntil().isAfter(until))
                    .map(Waiting::timer)
                    .sorted(Comparator.comparing(Timer::dueAt))
                    .limit(limit)
                    .toList();
            due.forEach(timer -> waiting.put(timer.key(), new Waiting(timer, until)));
            return due;
        }

        @Override
        public synchronized boolean release(TenantId tenantId, String kind, StreamId stream) {
            return waiting.computeIfPresent(stream.key(), (key, timer) -> new Waiting(timer.timer(), Instant.MIN))
                    != null;
        }

        @Override
        public synchronized void settle(Collection<Timer> done) {
            if (away) {
                throw new IllegalStateException("away");
            }
            done.forEach(timer -> waiting.remove(timer.key()));
        }
    }
}
