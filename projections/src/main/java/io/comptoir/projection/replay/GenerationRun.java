package io.comptoir.projection.replay;

import io.comptoir.platform.deadletters.ParkedSequences;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One version of a read model on this node: started, paused, made visible, and its parked sequences worked off. */
final class GenerationRun {

    /** Other nodes learn of this node's progress with this delay, where nobody waits for it. */
    private static final long PUBLISH_EVERY_MILLIS = 100;

    /** An index is made visible so often where nobody waits for it; each time costs it a segment, which it merges later. */
    private static final long VISIBLE_EVERY_MILLIS = 500;

    /** Making writes visible costs the store: it may take a tenth of the time, and half of it while readers wait. */
    private static final long PAUSE_FACTOR = 9;

    private static final long PAUSE_FACTOR_WHEN_ASKED = 1;
    private static final long SHORTEST_PAUSE_MILLIS = 5;

    /** However long it took: a store that stood still and answers again is asked again soon. */
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    /** How long it takes until what people decide about dead letters is done. */
    private static final long DEAD_LETTERS_EVERY_MILLIS = 500;

    private static final long STOP_LIMIT_SECONDS = 15;

    /** A version that is incomplete again right after it was rebuilt needs a person, not a third attempt. */
    private static final int MAX_REBUILDS = 2;

    /** Somebody may delete a collection or an index while it is in use; then it is built again after so long at the latest. */
    private static final long LOOK_FOR_IT_EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Logger log = LoggerFactory.getLogger(GenerationRun.class);

    private final Generation generation;
    private final Projection<?> projection;
    private final ProjectionProcessor processor;
    private final ParkedSequences parked;
    private final TokenStore tokens;
    private final Bookkeeping bookkeeping;
    private final StoreWatch stores;
    private final Semaphore asked = new Semaphore(0);
    private volatile boolean running = true;
    private volatile boolean active;
    private volatile boolean started;
    private volatile int segments;
    private volatile SegmentPositions visible = SegmentPositions.UNKNOWN;
    private int rebuilds;
    private long lookedForItAt = System.nanoTime();

    GenerationRun(
            Generation generation,
            Projection<?> projection,
            ProjectionProcessor processor,
            ParkedSequences parked,
            TokenStore tokens,
            Bookkeeping bookkeeping,
            StoreWatch stores) {
        this.generation = generation;
        this.projection = projection;
        this.processor = processor;
        this.parked = parked;
        this.tokens = tokens;
        this.bookkeeping = bookkeeping;
        this.stores = stores;
        thread("progress", this::keepVisible);
        thread("dead-letters", this::keepWorkingOff);
    }

    private void thread(String purpose, Runnable work) {
        Thread.ofPlatform()
                .name("projection-" + generation.handler() + "-" + purpose)
                .daemon()
                .start(work);
    }

    Generation generation() {
        return generation;
    }

    /** Whether it is known what there is of it, or that it has to be built. */
    boolean isStarted() {
        return started;
    }

    boolean leads() {
        return active && processor.leads();
    }

    /**
     * Starts it if it does not run; called again and again while its stores are there.
     *
     * @param isLive    whether readers see it
     * @param isUnbegun whether nobody can have written to it on purpose before its first token exists
     */
    void keepRunning(boolean isLive, boolean isUnbegun) {
        boolean incomplete = isToBeRebuilt();
        if (parked.isFull()) {
            pause();
        } else if (!active || incomplete || isGone()) {
            active = tryStart(incomplete, isLive, isUnbegun);
        }
    }

    /** Left alone while its store is away, the processor would go on trying, each time with a stack trace in the log. */
    void pause() {
        if (!active) {
            return;
        }
        active = false;
        if (!isDone(processor.shutdownAsync())) {
            log.atWarn()
                    .addKeyValue("model", generation.handler())
                    .log("the projection {} is still busy", generation.handler());
        }
    }

    private boolean isToBeRebuilt() {
        if (!processor.takeIncomplete()) {
            return false;
        }
        if (++rebuilds > MAX_REBUILDS) {
            log.atError()
                    .addKeyValue("model", generation.handler())
                    .log("the read model {} is incomplete again after it was rebuilt", generation.handler());
            return false;
        }
        return true;
    }

    /** Readers of a lost model may be shown too little without knowing, so nobody waits until an event would notice it. */
    private boolean isGone() {
        if (System.nanoTime() - lookedForItAt < LOOK_FOR_IT_EVERY_NANOS) {
            return false;
        }
        lookedForItAt = System.nanoTime();
        return !projection.exists(generation.number());
    }

    private boolean tryStart(boolean incomplete, boolean isLive, boolean isUnbegun) {
        try {
            stopProcessor();
            bookkeeping.create();
            parked.refresh();
            if (isUnbegun && tokens.fetchSegments(generation.handler()).length == 0) {
                projection.drop(generation.number()); // What may be left of a version before all this was written down.
            }
            if (incomplete || !projection.exists(generation.number())) {
                log.atInfo()
                        .addKeyValue("model", generation.handler())
                        .log("the read model {} is built from the first event", generation.handler());
                forget();
            }
            projection.create(generation.number());
            if (isLive) {
                projection.expose(generation.number());
            }
            processor.start();
            int[] known = tokens.fetchSegments(generation.handler());
            segments = known.length;
            if (started) {
                // After an outage the processor would keep away from its segments for up to a minute more.
                for (int segment : known) {
                    CompletableFuture<Boolean> ignored = processor.claimSegment(segment);
                }
            }
            started = true;
            return true;
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("model", generation.handler())
                    .addKeyValue("cause", e.toString())
                    .log("the projection {} cannot start yet; trying again", generation.handler());
            return false;
        }
    }

    /** First the tokens, then the documents: a crash in between must not leave an empty model that counts as built. */
    private void forget() {
        bookkeeping.forget(generation);
        processor.forgetPositions();
        visible = SegmentPositions.UNKNOWN;
    }

    private void stopProcessor() {
        if (!isDone(processor.shutdownAsync())) {
            throw new IllegalStateException("the processor is still busy");
        }
    }

    /** Asks it to end; what is returned is done when it has. */
    CompletableFuture<Void> stop() {
        running = false;
        active = false;
        return processor.shutdownAsync().whenComplete((nothing, failure) -> processor.dispose());
    }

    static boolean isDone(CompletableFuture<Void> stopping) {
        try {
            stopping.get(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    /** How far this node's segments are; for an index, only what can be found already. */
    SegmentPositions visible() {
        return generation.model().store() == Store.MONGODB ? current() : visible;
    }

    private SegmentPositions current() {
        return new SegmentPositions(segments, processor.positions());
    }

    private void keepVisible() {
        SegmentPositions published = SegmentPositions.UNKNOWN;
        while (running) {
            long begun = System.nanoTime();
            SegmentPositions reached = current();
            if (started && (!reached.equals(visible) || processor.hasWritten())) {
                makeVisible(reached);
            }
            long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            SegmentPositions seen = visible;
            if (!seen.equals(published) && stores.isUp(Store.MONGODB) && publish(seen)) {
                published = seen;
            }
            if (!pauseAfter(tookMillis)) {
                return;
            }
        }
    }

    private boolean pauseAfter(long tookMillis) {
        long shortest = Math.clamp(tookMillis * PAUSE_FACTOR_WHEN_ASKED, SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
        long usual = generation.model().store() == Store.MONGODB ? PUBLISH_EVERY_MILLIS : VISIBLE_EVERY_MILLIS;
        long longest = Math.max(shortest, Math.clamp(tookMillis * PAUSE_FACTOR, usual, LONGEST_PAUSE_MILLIS));
        if (!Pause.millis(shortest)) {
            return false;
        }
        try {
            if (asked.tryAcquire(longest - shortest, TimeUnit.MILLISECONDS)) {
                asked.drainPermits();
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** A reader waits for what was written last. */
    void hurry() {
        if (asked.availablePermits() == 0) {
            asked.release();
        }
    }

    private void makeVisible(SegmentPositions reached) {
        if (processor.takeWritten()) {
            try {
                projection.makeVisible(generation.number());
            } catch (RuntimeException e) {
                processor.writtenStill(); // The store is away, and StoreWatch says so.
                return;
            }
        }
        visible = reached;
    }

    private boolean publish(SegmentPositions reached) {
        try {
            bookkeeping.publish(generation, reached);
            return true;
        } catch (RuntimeException e) {
            return false; // The same: the next look tries again.
        }
    }

    private void keepWorkingOff() {
        while (running && Pause.millis(DEAD_LETTERS_EVERY_MILLIS)) {
            if (running
                    && started
                    && stores.isUp(Store.MONGODB)
                    && stores.isUp(generation.model().store())) {
                workOff();
            }
        }
    }

    private void workOff() {
        try {
            parked.refresh();
            if (active || parked.isFull()) {
                processor.retryParked();
            }
        } catch (StoreAway away) {
            // StoreWatch says so, once.
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("model", generation.handler())
                    .addKeyValue("cause", e.toString())
                    .log("the dead letters of {} cannot be looked at now; trying again", generation.handler());
        }
    }
}
