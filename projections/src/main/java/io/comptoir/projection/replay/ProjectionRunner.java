package io.comptoir.projection.replay;

import io.comptoir.platform.deadletters.DeadLetters;
import io.comptoir.platform.deadletters.StreamAgain;
import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
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

    private static final Logger log = LoggerFactory.getLogger(ProjectionRunner.class);

    private final List<Projection<?>> projections;
    private final ModelRun.Parts parts;
    private final Doorbell doorbell;
    private final Map<String, ModelRun> runs = new ConcurrentHashMap<>();
    private volatile boolean running;

    ProjectionRunner(
            List<Projection<?>> projections,
            Processors.Factory processors,
            TokenStore tokens,
            Bookkeeping bookkeeping,
            CurrentVersions current,
            StoreWatch stores,
            Progress progress,
            DeadLetters letters,
            EventStore events,
            StreamPositions positions,
            Clock clock,
            Doorbell doorbell) {
        this.projections = List.copyOf(projections);
        this.parts = new ModelRun.Parts(
                processors,
                tokens,
                bookkeeping,
                current,
                stores,
                progress,
                letters,
                new StreamAgain(events, positions),
                clock);
        this.doorbell = doorbell;
    }

    private Optional<GenerationRun> run(Generation generation) {
        @Nullable ModelRun run = runs.get(generation.model().name());
        return run == null ? Optional.empty() : run.run(generation.number());
    }

    /** How far this node's segments of a version are; for an index, only what can be found already. */
    Optional<SegmentPositions> positionsOf(Generation generation) {
        return run(generation).map(GenerationRun::visible);
    }

    /** Whether it is known what there is of a version, or that it has to be built. */
    boolean hasLookedAt(Generation generation) {
        return run(generation).map(GenerationRun::isStarted).orElse(false);
    }

    /** A reader waits for what was written last. */
    void hurry(ReadModel model) {
        doorbell.hurry();
        @Nullable ModelRun run = runs.get(model.name());
        if (run != null) {
            run.hurry();
        }
    }

    /** Whether every read model of this node follows the events or waits for a store that is away. */
    boolean isPrepared() {
        return runs.size() == projections.size() && runs.values().stream().allMatch(ModelRun::isStartedOrWaits);
    }

    @Override
    public void start() {
        running = true;
        doorbell.start();
        for (Projection<?> projection : projections) {
            runs.put(projection.model().name(), new ModelRun(projection, parts));
        }
        runs.values().forEach(ModelRun::start);
    }

    @Override
    public void stop() {
        running = false;
        doorbell.stop();
        CompletableFuture<?>[] stopping =
                runs.values().stream().map(ModelRun::stop).toArray(CompletableFuture<?>[]::new);
        if (!GenerationRun.isDone(CompletableFuture.allOf(stopping))) {
            log.warn("a projection is still busy; its last batch will come again after the next start");
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
}
