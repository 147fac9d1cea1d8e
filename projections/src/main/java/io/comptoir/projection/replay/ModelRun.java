package io.comptoir.projection.replay;

import io.comptoir.contract.values.InvalidValue;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.deadletters.DeadLetters;
import io.comptoir.platform.deadletters.ParkedSequences;
import io.comptoir.platform.deadletters.StreamAgain;
import io.comptoir.platform.tenancy.TenantScope;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One read model on this node: runs the versions that are written down, and takes the next step of a rebuild where this node
 * leads. Every step is written down in place of the revision it was decided on, and can be taken again after a crash.
 */
final class ModelRun {

    private static final long LOOK_EVERY_MILLIS = 250;

    /** A rebuilt version that is no further behind what readers see is compared with it. */
    private static final long CAUGHT_UP_EVENTS = 100;

    /** Everybody has looked again after half of this, with time to spare. */
    private static final Duration ALL_KNOW = Duration.ofMillis(3 * CurrentVersions.FRESH_MILLIS);

    /** The two versions to be compared reach the newest event within this, or are looked at later. */
    private static final Duration REACH_LIMIT = Duration.ofSeconds(60);

    private static final Duration CHECK_ALIAS_EVERY = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(ModelRun.class);

    private final Projection<?> projection;
    private final ReadModel model;
    private final Parts parts;
    private final Map<Integer, GenerationRun> runs = new ConcurrentHashMap<>();
    private final AtomicBoolean verifying = new AtomicBoolean();
    private final Map<Object, Long> firstSeenNanos = new ConcurrentHashMap<>();
    private volatile boolean running = true;
    private volatile boolean paused;
    private long aliasCheckedNanos = System.nanoTime();

    /** What it needs of the rest of the node. */
    record Parts(
            Processors.Factory processors,
            TokenStore tokens,
            Bookkeeping bookkeeping,
            CurrentVersions current,
            StoreWatch stores,
            Progress progress,
            DeadLetters letters,
            StreamAgain streams,
            Clock clock) {}

    ModelRun(Projection<?> projection, Parts parts) {
        this.projection = projection;
        this.model = projection.model();
        this.parts = parts;
    }

    void start() {
        Thread.ofPlatform()
                .name("projection-" + model.name() + "-runner")
                .daemon()
                .start(this::keepRunning);
    }

    /** Asks everything to end; what is returned is done when it has. */
    CompletableFuture<Void> stop() {
        running = false;
        return CompletableFuture.allOf(
                runs.values().stream().map(GenerationRun::stop).toArray(CompletableFuture<?>[]::new));
    }

    Optional<GenerationRun> run(int version) {
        return Optional.ofNullable(runs.get(version));
    }

    void hurry() {
        runs.values().forEach(GenerationRun::hurry);
    }

    /** Whether the version that readers see follows the events, waits for a store that is away, or is told to wait. */
    boolean isStartedOrWaits() {
        return paused
                || parts.stores().isKnownAway(Store.MONGODB)
                || parts.stores().isKnownAway(model.store())
                || run(parts.current().of(model).live().version())
                        .map(GenerationRun::isStarted)
                        .orElse(false);
    }

    private void keepRunning() {
        while (running) {
            try {
                step();
            } catch (RuntimeException e) {
                log.atWarn()
                        .addKeyValue("model", model.name())
                        .addKeyValue("cause", e.toString())
                        .log("the read model {} cannot be looked after now; trying again", model.name());
            }
            if (!Pause.millis(LOOK_EVERY_MILLIS)) {
                return;
            }
        }
    }

    private void step() {
        if (!parts.stores().isUp(Store.MONGODB) || !parts.stores().isUp(model.store())) {
            runs.values().forEach(GenerationRun::pause);
            return;
        }
        Versions versions = versions();
        paused = versions.paused();
        stopAllBut(versions.following());
        for (int version : versions.following()) {
            GenerationRun run = runs.computeIfAbsent(version, this::create);
            if (versions.paused()) {
                run.pause();
            } else {
                boolean isLive = version == versions.live().version() && versions.change() == null;
                Versions.@Nullable Rebuild rebuild = versions.rebuild();
                boolean isNew = rebuild != null
                        && rebuild.built().version() == version
                        && rebuild.phase() == Versions.Phase.BUILDING;
                run.keepRunning(isLive, isNew);
            }
        }
        if (!versions.paused()) {
            advance(versions);
        }
    }

    /** What is written down; where nothing is, this begins. */
    private Versions versions() {
        Versions versions = parts.current().of(model);
        if (versions.revision() == 0) {
            // The documents may have been lost without the index, or only what was written down about it.
            parts.bookkeeping()
                    .begin(Versions.first(model, projection.exposed().orElse(1)).nextRevision());
            versions = parts.current().look(model);
        }
        return rebuildForShape(versions);
    }

    /** Documents of an older shape than this server builds are rebuilt, unless people went back to them or it was tried. */
    private Versions rebuildForShape(Versions versions) {
        Versions.@Nullable Built previous = versions.previous();
        boolean isOlder = versions.live().shape() < model.shape();
        boolean wentBack = previous != null && previous.shape() >= model.shape();
        if (!isOlder || wentBack || versions.rebuild() != null || versions.change() != null) {
            return versions;
        }
        if (replace(
                versions, versions.rebuilt(model.shape(), true, parts.clock().instant()))) {
            log.atInfo()
                    .addKeyValue("model", model.name())
                    .addKeyValue("shape", model.shape())
                    .log("the documents of {} have an older shape; they are rebuilt beside the old ones", model.name());
        }
        return parts.current().look(model);
    }

    private GenerationRun create(int version) {
        Generation generation = model.version(version);
        ParkedSequences parked =
                new ParkedSequences(parts.letters(), generation.handler(), parts.streams(), parts.clock());
        return new GenerationRun(
                generation,
                projection,
                parts.processors().create(projection, generation, parked),
                parked,
                parts.tokens(),
                parts.bookkeeping(),
                parts.stores());
    }

    private void stopAllBut(Set<Integer> following) {
        for (int version : Set.copyOf(runs.keySet())) {
            if (!following.contains(version)) {
                GenerationRun run = Objects.requireNonNull(runs.remove(version));
                boolean unused = GenerationRun.isDone(run.stop());
            }
        }
    }

    /** What the node that leads a version does next for it. */
    private void advance(Versions versions) {
        Versions.@Nullable Change change = versions.change();
        Versions.@Nullable Rebuild rebuild = versions.rebuild();
        if (change != null) {
            if (leads(change.to().version())) {
                move(versions, change);
            }
        } else if (rebuild != null && leads(rebuild.built().version())) {
            advance(versions, rebuild);
        } else if (leads(versions.live().version())) {
            tidyUp(versions);
        }
    }

    private boolean leads(int version) {
        return run(version).map(GenerationRun::leads).orElse(false);
    }

    private void advance(Versions versions, Versions.Rebuild rebuild) {
        switch (rebuild.phase()) {
            case BUILDING -> {
                if (isCaughtUp(versions, rebuild.built().version())) {
                    Versions.Rebuild next = rebuild.at(Versions.Phase.VERIFYING, null, null);
                    boolean unused = replace(versions, versions.withRebuild(next));
                } else {
                    tidyUp(versions);
                }
            }
            case VERIFYING -> {
                if (verifying.compareAndSet(false, true)) {
                    Thread.ofPlatform()
                            .name("projection-" + model.name() + "-verification")
                            .daemon()
                            .start(() -> verify(versions, rebuild));
                }
            }
            case VERIFIED, VERIFICATION_FAILED -> tidyUp(versions);
        }
    }

    /** Whether a version is about as far as what readers see, which may itself be behind while events pour in. */
    private boolean isCaughtUp(Versions versions, int version) {
        long live = parts.progress().positionOf(model.version(versions.live().version()));
        long head = parts.progress().head().orElse(Long.MAX_VALUE);
        if (live == 0 && head > 0) {
            return false; // How far it is is not known yet.
        }
        return run(version).map(GenerationRun::isStarted).orElse(false)
                && parts.progress().positionOf(model.version(version)) >= live - CAUGHT_UP_EVENTS;
    }

    private void verify(Versions versions, Versions.Rebuild rebuild) {
        try {
            Optional<Comparison> comparison = compare(versions, rebuild);
            if (comparison.isPresent()) {
                conclude(rebuild, comparison.get());
            }
        } catch (RuntimeException e) {
            log.atWarn()
                    .addKeyValue("model", model.name())
                    .addKeyValue("cause", e.toString())
                    .log("the rebuilt {} cannot be compared now; trying again", model.name());
        } finally {
            verifying.set(false);
        }
    }

    private Optional<Comparison> compare(Versions versions, Versions.Rebuild rebuild) {
        Generation live = model.version(versions.live().version());
        Generation rebuilt = model.version(rebuild.built().version());
        long head = parts.progress().head().orElse(Long.MAX_VALUE);
        long begun = System.nanoTime();
        while (parts.progress().positionOf(live) < head || parts.progress().positionOf(rebuilt) < head) {
            hurry();
            if (!running || System.nanoTime() - begun > REACH_LIMIT.toNanos() || !Pause.millis(LOOK_EVERY_MILLIS)) {
                return Optional.empty();
            }
        }
        Verification verification = new Verification(
                projection.fingerprints(live.number()),
                projection.fingerprints(rebuilt.number()),
                leftOutOf(live),
                () -> running);
        return Optional.of(TenantScope.asPlatform("verification of " + model.name(), () -> verification.compare(head)));
    }

    /** What readers lack now they may lack or get afterwards: the documents of parked and discarded events. */
    private Set<String> leftOutOf(Generation live) {
        List<String> streams = new ArrayList<>();
        parts.letters().of(live.handler(), ParkedSequences.MAX_PARKED + 1).stream()
                .map(DeadLetter::stream)
                .forEach(streams::add);
        parts.letters()
                .discards(model.name(), ParkedSequences.MAX_DISCARDED)
                .forEach(discard -> streams.add(discard.stream()));
        Set<String> subjects = new HashSet<>();
        for (String stream : streams) {
            try {
                subjects.add(projection.subjectOf(stream));
            } catch (InvalidValue e) {
                log.atDebug().log("a stream that is left out has no name that can be read");
            }
        }
        return subjects;
    }

    private void conclude(Versions.Rebuild rebuild, Comparison comparison) {
        Versions now = parts.current().look(model);
        if (!rebuild.equals(now.rebuild()) || now.paused() || now.change() != null) {
            return; // Somebody decided otherwise; a comparison during a pause may have missed what came then.
        }
        Versions.Phase phase = comparison.isSame() ? Versions.Phase.VERIFIED : Versions.Phase.VERIFICATION_FAILED;
        Versions next = now.withRebuild(rebuild.at(phase, parts.clock().instant(), comparison));
        if (comparison.isSame() && rebuild.switchByItself()) {
            next = next.withChange(new Versions.Change(now.live(), rebuild.built(), false));
        }
        if (replace(now, next)) {
            log.atLevel(comparison.isSame() ? Level.INFO : Level.ERROR)
                    .addKeyValue("model", model.name())
                    .addKeyValue("version", rebuild.built().version())
                    .addKeyValue("documents", comparison.documents())
                    .addKeyValue("checksum", comparison.checksum())
                    .addKeyValue("differentTenants", comparison.different().size())
                    .log(
                            comparison.isSame()
                                    ? "the rebuilt {} is the same as what readers see"
                                    : "the rebuilt {} is not the same as what readers see, who go on seeing that",
                            model.name());
        }
    }

    /** Waits until all nodes expect it, moves the readers, and waits until all nodes have noticed. */
    private void move(Versions versions, Versions.Change change) {
        if (!isSeenLongEnough(change)) {
            return;
        }
        if (change.done()) {
            boolean unused = replace(versions, versions.withChange(null));
        } else if (isCaughtUp(versions, change.to().version())) {
            projection.expose(change.to().version());
            if (replace(versions, versions.moved(change, parts.clock().instant()))) {
                log.atInfo()
                        .addKeyValue("model", model.name())
                        .addKeyValue("from", change.from().version())
                        .addKeyValue("to", change.to().version())
                        .log("readers of {} see another version", model.name());
            }
        }
    }

    private boolean isSeenLongEnough(Object what) {
        firstSeenNanos.keySet().removeIf(other -> other.getClass() == what.getClass() && !other.equals(what));
        long seen = Objects.requireNonNullElse(firstSeenNanos.putIfAbsent(what, System.nanoTime()), System.nanoTime());
        return System.nanoTime() - seen > ALL_KNOW.toNanos();
    }

    private void tidyUp(Versions versions) {
        if (versions.previousUntil() != null && !parts.clock().instant().isBefore(versions.previousUntil())) {
            boolean unused = replace(versions, versions.withoutPrevious());
        } else if (!versions.leaving().isEmpty()) {
            delete(versions, versions.leaving().getFirst());
        } else if (System.nanoTime() - aliasCheckedNanos > CHECK_ALIAS_EVERY.toNanos()) {
            aliasCheckedNanos = System.nanoTime();
            projection.expose(versions.live().version());
        }
    }

    private void delete(Versions versions, int version) {
        if (isSeenLongEnough(version)) {
            Generation generation = model.version(version);
            projection.drop(version);
            parts.bookkeeping().forget(generation);
            parts.letters().forget(generation.handler());
            boolean unused = replace(versions, versions.deleted(version));
        }
    }

    private boolean replace(Versions before, Versions after) {
        boolean replaced = parts.bookkeeping().replace(before, after);
        Versions unused = parts.current().look(model);
        return replaced;
    }
}
