package io.comptoir.projection.replay;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rings when events were stored. Without it, processors on a JDBC event store look for new events twice a second only, and a
 * reader that waits for its own write would wait that long too. It follows the stream itself and rings after it has seen an
 * event, so that whoever wakes up sees it as well.
 */
final class Doorbell {

    /** The event store's own signal can be missed between two looks; then this is how long the next look takes. */
    private static final int LOOK_EVERY_MILLIS = 50;

    /** Rings at least once in so many events while they come without a pause. */
    private static final int MAX_EVENTS_PER_RING = 500;

    /**
     * While events keep coming, rings are so far apart: what came in between is one batch for everybody, and a batch costs about
     * as much as ten events. The first after a pause rings at once.
     */
    private static final long BETWEEN_RINGS_MILLIS = 20;

    /**
     * Where no reader waits, larger batches give busy cores back what small ones would take from those who wait for an answer.
     */
    private static final long BETWEEN_RINGS_WHILE_BUSY_MILLIS = 80;

    private static final long RETRY_MILLIS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(Doorbell.class);

    private final EventStore events;
    private final Cores cores;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore asked = new Semaphore(0);
    private volatile boolean running;
    private long rangAt = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(BETWEEN_RINGS_WHILE_BUSY_MILLIS);

    Doorbell(EventStore events, Cores cores) {
        this.events = events;
        this.cores = cores;
    }

    /** Calls the listener after each stored event or group of events, until what is returned is run. */
    Runnable onRing(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** A reader waits for what was stored last. */
    void hurry() {
        if (asked.availablePermits() == 0) {
            asked.release();
        }
    }

    void start() {
        running = true;
        Thread.ofPlatform().name("event-doorbell").daemon().start(this::follow);
    }

    void stop() {
        running = false;
    }

    private void follow() {
        while (running) {
            try (BlockingStream<TrackedEventMessage<?>> stream = events.openStream(events.createHeadToken())) {
                while (running) {
                    awaitEvents(stream);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.atWarn().addKeyValue("cause", e.toString()).log("cannot follow the event stream; trying again");
                if (!Pause.millis(RETRY_MILLIS)) {
                    return;
                }
            }
        }
    }

    private void awaitEvents(BlockingStream<TrackedEventMessage<?>> stream) throws InterruptedException {
        if (!stream.hasNextAvailable(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
            return;
        }
        pauseUntil(BETWEEN_RINGS_MILLIS, false);
        if (cores.areBusy()) {
            pauseUntil(BETWEEN_RINGS_WHILE_BUSY_MILLIS, true);
        }
        int seen = 0;
        while (seen < MAX_EVENTS_PER_RING && stream.hasNextAvailable()) {
            stream.nextAvailable();
            seen++;
        }
        rangAt = System.nanoTime();
        asked.drainPermits();
        listeners.forEach(Runnable::run);
    }

    /** Until so long after the last ring, or until a reader asks. */
    private void pauseUntil(long millisAfterRing, boolean unlessAsked) throws InterruptedException {
        long left = millisAfterRing - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - rangAt);
        if (left <= 0) {
            return;
        }
        if (unlessAsked) {
            boolean unused = asked.tryAcquire(left, TimeUnit.MILLISECONDS);
        } else {
            Thread.sleep(left);
        }
    }
}
