package io.comptoir.platform.timers;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.deadletters.DeadLetters;
import io.comptoir.platform.tenancy.TenantScope;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has things done when their time has come. It may die at any moment: before a step was carried out, the timer's lease runs
 * out and the next look finds it; after it, the step's command id says that it was done. What became due while no server ran
 * is done at the start.
 */
public final class TimerPoller {

    /** How late a timer may be while everything is well. */
    static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** Taken at once where they are worked on one after the other: the last is done long before its lease ends. */
    static final int MAX_TAKEN = 100;

    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(TimerPoller.class);

    private final DueTimers timers;
    private final TimedStep step;
    private final ParkedTimers parked;
    private final SteadyClock clock;
    private final MeterRegistry meters;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean away;

    public TimerPoller(
            DueTimers timers,
            TimedStep step,
            DeadLetters letters,
            Clock clock,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        this.timers = timers;
        this.step = step;
        this.parked = new ParkedTimers(letters, step.kind());
        this.clock = new SteadyClock(clock, nanoTime);
        this.meters = meters;
        Gauge.builder("comptoir.timers.dead.letters", parked, ParkedTimers::size)
                .description("Timers that failed every time and wait for a decision")
                .tag("kind", step.kind())
                .register(meters);
    }

    public void start() {
        Thread.ofPlatform().name("timers-" + step.kind()).daemon().start(this::keepLooking);
    }

    private void keepLooking() {
        try {
            boolean more = look();
            while (!stop.await(more ? 0 : LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                more = look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
    }

    /** Does what is due; answers whether there may be more. */
    boolean look() {
        Instant now = clock.now();
        List<Timer> due;
        try {
            due = TenantScope.asPlatform("timers of the kind " + step.kind(), () -> take(now));
            if (away) {
                away = false;
                log.info("timers are looked at again");
            }
        } catch (RuntimeException e) {
            if (!away) {
                away = true;
                log.atWarn().addKeyValue("cause", e.toString()).log("timers cannot be looked at; trying again");
            }
            return false;
        }
        settle(carryOut(due, now));
        return due.size() == limit();
    }

    /** Answers those that need nothing more. */
    private Collection<Timer> carryOut(List<Timer> due, Instant now) {
        Queue<Timer> done = new ConcurrentLinkedQueue<>();
        if (step.atOnce() == 1) {
            for (Timer timer : due) {
                if (stop.getCount() == 0) {
                    break; // The others come again when their lease has run out.
                }
                carryOut(timer, now, done);
            }
        } else {
            // Ends when all of them have.
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                due.forEach(timer -> threads.execute(() -> carryOut(timer, now, done)));
            }
        }
        return done;
    }

    /** All at once: each would cost as much as what was done for it. */
    private void settle(Collection<Timer> done) {
        if (done.isEmpty()) {
            return;
        }
        try {
            TenantScope.<@Nullable Void, RuntimeException>asPlatform("timers of the kind " + step.kind(), () -> {
                timers.settle(done);
                return null;
            });
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("kind", step.kind())
                    .addKeyValue("cause", e.toString())
                    .log("timers that are done could not be settled; they come again and change nothing");
        }
    }

    private List<Timer> take(Instant now) {
        parked.refresh();
        parked.forEachDecided(stream -> timers.release(TenantId.of(stream.scope()), step.kind(), stream));
        return timers.take(step.kind(), now, step.lease(), limit());
    }

    private int limit() {
        return step.atOnce() == 1 ? MAX_TAKEN : step.atOnce();
    }

    private void carryOut(Timer timer, Instant now, Collection<Timer> done) {
        String outcome = "failed";
        try {
            outcome = TenantScope.in(timer.tenantId(), () -> outcomeOf(timer, now, done));
        } catch (RuntimeException | Error e) {
            // An error that got out would end this thread, and with it all timers of the kind, without a word.
            log.atWarn()
                    .addKeyValue("tenant", timer.tenantId())
                    .addKeyValue("kind", timer.kind())
                    .addKeyValue("cause", e.toString())
                    .log("a timer could not be carried out; it comes again");
            reportFailure(timer, e, now);
        } finally {
            io.micrometer.core.instrument.Timer.builder("comptoir.timers")
                    .description("Timers by outcome, with how late they were")
                    .tag("kind", timer.kind())
                    .tag("outcome", outcome)
                    .register(meters)
                    .record(Duration.between(timer.dueAt(), now));
        }
    }

    private String outcomeOf(Timer timer, Instant now, Collection<Timer> settled) {
        if (parked.isDiscarded(timer)) {
            settled.add(timer);
            parked.isWell(timer);
            return "discarded";
        }
        if (parked.waits(timer)) {
            return "parked";
        }
        boolean done = step.carryOut(timer, now);
        if (done) {
            settled.add(timer);
        }
        parked.isWell(timer);
        return done ? "settled" : "postponed";
    }

    private void reportFailure(Timer timer, Throwable failure, Instant now) {
        try {
            TenantScope.<@Nullable Void, RuntimeException>in(timer.tenantId(), () -> {
                parked.failed(timer, failure, now);
                return null;
            });
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("cause", e.toString()).log("a timer could not be parked; it comes again");
        }
    }

    /** Waits for what is being carried out. */
    public void stop() {
        stop.countDown();
        try {
            if (!stopped.await(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("a timer is still being carried out; it may come again after the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
