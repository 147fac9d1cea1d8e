package io.comptoir.projection.replay;

import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Starts each projection when its stores are there, and starts it again when they come back. Before each start it looks whether
 * the read model still exists: one that was deleted is built again from the first event. The server itself never waits for a
 * store.
 */
@Component
@ConditionalOnRole(NodeRole.PROJECTION)
class ProjectionRunner implements SmartLifecycle {

    /** After the framework has started, before requests come in; stopped in the opposite order. */
    static final int PHASE = 1_000;

    private static final long LOOK_EVERY_MILLIS = 250;
    private static final long STOP_LIMIT_SECONDS = 15;

    /** A model that is incomplete again right after it was rebuilt needs a person, not a third attempt. */
    private static final int MAX_REBUILDS = 2;

    private static final Logger log = LoggerFactory.getLogger(ProjectionRunner.class);

    private final List<Projection<?>> projections;
    private final EventProcessingConfiguration processors;
    private final TokenStore tokens;
    private final Bookkeeping bookkeeping;
    private final StoreWatch stores;
    private final Doorbell doorbell;
    private final Map<String, Run> runs = new ConcurrentHashMap<>();
    private volatile boolean running;

    ProjectionRunner(
            List<Projection<?>> projections,
            EventProcessingConfiguration processors,
            TokenStore tokens,
            Bookkeeping bookkeeping,
            StoreWatch stores,
            Doorbell doorbell) {
        this.projections = List.copyOf(projections);
        this.processors = processors;
        this.tokens = tokens;
        this.bookkeeping = bookkeeping;
        this.stores = stores;
        this.doorbell = doorbell;
    }

    /** How far this node's segments of a read model are; for an index, only what can be found already. */
    Optional<SegmentPositions> positionsOf(ReadModel model) {
        return Optional.ofNullable(runs.get(model.name())).map(Run::visible);
    }

    /** Whether it is known what there is of a read model, or that it has to be built again. */
    boolean hasLookedAt(ReadModel model) {
        Run run = runs.get(model.name());
        return run != null && run.started;
    }

    /** A reader waits for what was written last. */
    void hurry(ReadModel model) {
        Run run = runs.get(model.name());
        if (run != null) {
            run.hurry();
        }
    }

    /** Whether every read model of this node follows the events or waits for a store that is away. */
    boolean isPrepared() {
        return runs.size() == projections.size() && runs.values().stream().allMatch(Run::isStartedOrWaits);
    }

    @Override
    public void start() {
        running = true;
        doorbell.start();
        List<Thread> threads = new ArrayList<>();
        for (Projection<?> projection : projections) {
            ProjectionProcessor processor = processors
                    .eventProcessor(projection.model().name(), ProjectionProcessor.class)
                    .orElseThrow(
                            () -> new IllegalStateException(projection.model().name()
                                    + " has no processor; does its handler name its processing group?"));
            Run run = new Run(processor);
            runs.put(projection.model().name(), run);
            threads.add(Thread.ofPlatform()
                    .name("projection-" + projection.model().name() + "-runner")
                    .daemon()
                    .unstarted(run::keepRunning));
            threads.add(Thread.ofPlatform()
                    .name("projection-" + projection.model().name() + "-progress")
                    .daemon()
                    .unstarted(run::keepVisible));
        }
        threads.forEach(Thread::start);
    }

    @Override
    public void stop() {
        running = false;
        doorbell.stop();
        CompletableFuture<?>[] stopping =
                runs.values().stream().map(run -> run.processor.shutdownAsync()).toArray(CompletableFuture<?>[]::new);
        if (!isDone(CompletableFuture.allOf(stopping))) {
            log.warn("a projection is still busy; its last batch will come again after the next start");
        }
    }

    private static boolean isDone(CompletableFuture<Void> stopping) {
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

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** One projection on this node. */
    private final class Run {

        /** Other nodes learn of this node's progress with this delay. */
        private static final long PUBLISH_EVERY_MILLIS = 100;

        /** Making writes visible costs the store: it may take a tenth of the time, and a third of it while readers wait. */
        private static final long PAUSE_FACTOR = 9;

        private static final long PAUSE_FACTOR_WHEN_ASKED = 2;
        private static final long SHORTEST_PAUSE_MILLIS = 5;

        private final ProjectionProcessor processor;
        private final Projection<?> projection;
        private final ReadModel model;
        private volatile boolean started;
        private volatile int segments;
        private volatile SegmentPositions visible = SegmentPositions.UNKNOWN;
        private final Semaphore asked = new Semaphore(0);
        private int rebuilds;

        Run(ProjectionProcessor processor) {
            this.processor = processor;
            this.projection = processor.projection();
            this.model = projection.model();
        }

        boolean isStartedOrWaits() {
            return started || stores.isKnownAway(Store.MONGODB) || stores.isKnownAway(model.store());
        }

        void keepRunning() {
            boolean away = true;
            while (running) {
                boolean incomplete = isToBeRebuilt();
                if (!stores.isUp(Store.MONGODB) || !stores.isUp(model.store())) {
                    if (!away) {
                        pause();
                    }
                    away = true;
                } else if (away || incomplete) {
                    away = !tryStart(incomplete);
                }
                if (!Pause.millis(LOOK_EVERY_MILLIS)) {
                    return;
                }
            }
        }

        /** Left alone, the processor would go on trying, each time with a stack trace in the log. */
        private void pause() {
            if (!isDone(processor.shutdownAsync())) {
                log.atWarn().addKeyValue("model", model.name()).log("the projection {} is still busy", model.name());
            }
        }

        private boolean isToBeRebuilt() {
            if (!processor.takeIncomplete()) {
                return false;
            }
            if (++rebuilds > MAX_REBUILDS) {
                log.atError()
                        .addKeyValue("model", model.name())
                        .log("the read model {} is incomplete again after it was rebuilt", model.name());
                return false;
            }
            return true;
        }

        private boolean tryStart(boolean incomplete) {
            try {
                stopProcessor();
                bookkeeping.create();
                if (incomplete || !projection.exists()) {
                    log.atInfo()
                            .addKeyValue("model", model.name())
                            .log("the read model {} is built from the first event", model.name());
                    forget();
                }
                projection.create();
                processor.start();
                int[] known = tokens.fetchSegments(model.name());
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
                        .addKeyValue("model", model.name())
                        .addKeyValue("cause", e.toString())
                        .log("the projection {} cannot start yet; trying again", model.name());
                return false;
            }
        }

        /** First the tokens, then the documents: a crash in between must not leave an empty model that counts as built. */
        private void forget() {
            bookkeeping.forget(model);
            processor.forgetPositions();
            visible = SegmentPositions.UNKNOWN;
        }

        private void stopProcessor() {
            if (!isDone(processor.shutdownAsync())) {
                throw new IllegalStateException("the processor is still busy");
            }
        }

        SegmentPositions visible() {
            return model.store() == Store.MONGODB ? current() : visible;
        }

        private SegmentPositions current() {
            return new SegmentPositions(segments, processor.positions());
        }

        void keepVisible() {
            SegmentPositions published = SegmentPositions.UNKNOWN;
            while (running) {
                long begun = System.nanoTime();
                SegmentPositions reached = current();
                if (started && !reached.equals(visible)) {
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
            long shortest = Math.max(SHORTEST_PAUSE_MILLIS, tookMillis * PAUSE_FACTOR_WHEN_ASKED);
            long longest = Math.max(PUBLISH_EVERY_MILLIS, tookMillis * PAUSE_FACTOR);
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

        void hurry() {
            if (asked.availablePermits() == 0) {
                asked.release();
            }
        }

        private void makeVisible(SegmentPositions reached) {
            if (processor.takeWritten()) {
                try {
                    projection.makeVisible();
                } catch (RuntimeException e) {
                    processor.writtenStill(); // The store is away, and StoreWatch says so.
                    return;
                }
            }
            visible = reached;
        }

        private boolean publish(SegmentPositions reached) {
            try {
                bookkeeping.publish(model, reached);
                return true;
            } catch (RuntimeException e) {
                return false; // The same: the next look tries again.
            }
        }
    }
}
