package io.comptoir.projection.replay;

import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.deadletters.DeadLetters;
import io.comptoir.platform.deadletters.ParkedSequences;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** How all read models are doing, as far as this node can tell; it looks once a second. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class ProjectionOverview implements SmartLifecycle {

    private static final long LOOK_EVERY_MILLIS = 1_000;

    /** The pace is that of the last ten seconds: long enough to be steady, short enough to notice that it stands still. */
    private static final int SAMPLES = 11;

    private static final Logger log = LoggerFactory.getLogger(ProjectionOverview.class);

    private final Progress progress;
    private final CurrentVersions versions;
    private final StoreWatch stores;
    private final DeadLetters letters;
    private final Map<String, Pace> paces = new ConcurrentHashMap<>();
    private volatile Map<String, Long> deadLetters = Map.of();
    private volatile boolean running;

    ProjectionOverview(
            Progress progress, CurrentVersions versions, StoreWatch stores, DeadLetters letters, MeterRegistry meters) {
        this.progress = progress;
        this.versions = versions;
        this.stores = stores;
        this.letters = letters;
        for (ReadModel model : ReadModels.ALL) {
            Gauge.builder("comptoir.projection.dead.letters", this, overview -> overview.deadLettersOf(model))
                    .description("Sequences that what readers see leaves out")
                    .tag("model", model.name())
                    .register(meters);
            Gauge.builder("comptoir.projection.rebuild.percent", this, overview -> overview.percentOrNaN(model))
                    .description("How far a rebuild is; nothing while none is under way")
                    .tag("model", model.name())
                    .register(meters);
        }
    }

    /** How fast a position grows. */
    private static final class Pace {

        private final Deque<long[]> samples = new ArrayDeque<>();

        synchronized void add(long nanos, long position) {
            if (!samples.isEmpty() && samples.getLast()[1] > position) {
                samples.clear(); // It began again.
            }
            samples.addLast(new long[] {nanos, position});
            if (samples.size() > SAMPLES) {
                samples.removeFirst();
            }
        }

        synchronized double perSecond() {
            if (samples.size() < 2) {
                return 0;
            }
            double seconds = (samples.getLast()[0] - samples.getFirst()[0]) / 1e9;
            return seconds <= 0 ? 0 : (samples.getLast()[1] - samples.getFirst()[1]) / seconds;
        }
    }

    /** How every read model is doing. */
    public List<ProjectionStatus> all() {
        return ReadModels.ALL.stream().map(this::of).toList();
    }

    public ProjectionStatus of(ReadModel model) {
        Versions known = versions.of(model);
        Generation live = model.version(known.live().version());
        OptionalLong lag = progress.lagOf(model);
        return new ProjectionStatus(
                model.name(),
                live.number(),
                progress.positionOf(model),
                lag.isPresent() ? lag.getAsLong() : null,
                paceOf(live),
                deadLettersOf(live),
                stateOf(model, known, live),
                rebuildOf(model, known),
                known.previous() == null
                        ? null
                        : new ProjectionStatus.Previous(known.previous().version(), known.previousUntil()),
                known.lastOperation());
    }

    private ProjectionStatus.State stateOf(ReadModel model, Versions known, Generation live) {
        if (!stores.isUp(Store.MONGODB) || !stores.isUp(model.store())) {
            return ProjectionStatus.State.STORE_AWAY;
        }
        if (known.paused()) {
            return ProjectionStatus.State.PAUSED;
        }
        return deadLettersOf(live) >= ParkedSequences.MAX_PARKED
                ? ProjectionStatus.State.STOPPED
                : ProjectionStatus.State.RUNNING;
    }

    private ProjectionStatus.@Nullable Rebuilding rebuildOf(ReadModel model, Versions known) {
        Versions.@Nullable Rebuild rebuild = known.rebuild();
        if (rebuild == null) {
            return null;
        }
        Generation generation = model.version(rebuild.built().version());
        long done = progress.positionOf(generation);
        long total = Math.max(done, progress.head().orElse(done));
        double pace = paceOf(generation);
        long left = total - done;
        return new ProjectionStatus.Rebuilding(
                generation.number(),
                stepOf(known, rebuild),
                total == 0 ? 100 : (int) (done * 100 / total),
                done,
                total,
                pace,
                left == 0 || pace <= 0 ? null : (long) Math.ceil(left / pace),
                deadLettersOf(generation),
                rebuild.switchByItself(),
                rebuild.startedAt(),
                rebuild.endedAt(),
                rebuild.comparison());
    }

    private static ProjectionStatus.Step stepOf(Versions known, Versions.Rebuild rebuild) {
        if (known.change() != null) {
            return ProjectionStatus.Step.SWITCHING;
        }
        return switch (rebuild.phase()) {
            case BUILDING -> ProjectionStatus.Step.BUILDING;
            case VERIFYING -> ProjectionStatus.Step.VERIFYING;
            case VERIFIED -> ProjectionStatus.Step.VERIFIED;
            case VERIFICATION_FAILED -> ProjectionStatus.Step.VERIFICATION_FAILED;
        };
    }

    private double paceOf(Generation generation) {
        @Nullable Pace pace = paces.get(generation.handler());
        return pace == null ? 0 : Math.round(pace.perSecond() * 10) / 10.0;
    }

    private long deadLettersOf(ReadModel model) {
        return deadLettersOf(model.version(versions.of(model).live().version()));
    }

    private long deadLettersOf(Generation generation) {
        return deadLetters.getOrDefault(generation.handler(), 0L);
    }

    /** How much the processes of all organizations leave undone. */
    public long deadLettersOfProcesses() {
        return deadLetters.entrySet().stream()
                .filter(entry -> entry.getKey().equals(DeadLetter.groupOf(entry.getKey())))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private double percentOrNaN(ReadModel model) {
        ProjectionStatus.@Nullable Rebuilding rebuild = rebuildOf(model, versions.of(model));
        return rebuild == null ? Double.NaN : rebuild.percent();
    }

    @Override
    public void start() {
        running = true;
        Thread.ofVirtual().name("projection-overview").start(this::keepLooking);
    }

    private void keepLooking() {
        while (running) {
            try {
                look();
            } catch (RuntimeException e) {
                log.atDebug().log("the read models cannot be looked at now", e);
            }
            if (!Pause.millis(LOOK_EVERY_MILLIS)) {
                return;
            }
        }
    }

    private void look() {
        for (ReadModel model : ReadModels.ALL) {
            for (int version : versions.of(model).following()) {
                Generation generation = model.version(version);
                paces.computeIfAbsent(generation.handler(), handler -> new Pace())
                        .add(System.nanoTime(), progress.positionOf(generation));
            }
        }
        if (stores.isUp(Store.MONGODB)) {
            deadLetters = letters.counts();
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return ProjectionRunner.PHASE + 1;
    }
}
