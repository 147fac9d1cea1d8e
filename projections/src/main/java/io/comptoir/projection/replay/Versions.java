package io.comptoir.projection.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of a read model there are and what is to become of them. It is written down in one place that all nodes
 * read; whoever changes it says which revision was read, so that of two changes at once one comes too late.
 *
 * @param model         its name
 * @param revision      grows with every change
 * @param newest        the highest number that was ever given to a version
 * @param live          what readers see
 * @param previous      what readers saw before; it goes on following the events so that readers can go back to it
 * @param previousUntil when the previous version is dropped
 * @param rebuild       what is being built beside it, or what became of the last attempt
 * @param change        readers are being moved from one version to another
 * @param leaving       numbers of versions that nobody uses any more and that are still to be deleted
 * @param paused        whether no version of it takes in events
 * @param lastOperation what a person did to it last
 */
public record Versions(
        String model,
        long revision,
        int newest,
        Built live,
        @Nullable Built previous,
        @Nullable Instant previousUntil,
        @Nullable Rebuild rebuild,
        @Nullable Change change,
        List<Integer> leaving,
        boolean paused,
        @Nullable Operation lastOperation) {

    /** A second full copy costs as much space and as many writes as the first, so it is not kept for ever. */
    public static final Duration KEEP_PREVIOUS = Duration.ofHours(1);

    public Versions {
        leaving = List.copyOf(leaving);
    }

    /** A version and the shape of its documents. */
    public record Built(int version, int shape) {}

    /**
     * @param switchByItself whether readers are moved as soon as it is verified
     * @param endedAt        when it was verified or failed
     */
    public record Rebuild(
            Built built,
            Phase phase,
            boolean switchByItself,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Comparison comparison) {

        Rebuild at(Phase next, @Nullable Instant end, @Nullable Comparison compared) {
            return new Rebuild(built, next, switchByItself, startedAt, end, compared);
        }
    }

    /** How far a rebuild is. */
    public enum Phase {
        /** It takes in the events from the first one on. */
        BUILDING,
        /** It has caught up and is compared with what readers see. */
        VERIFYING,
        /** It is the same; somebody has to say that readers are to see it. */
        VERIFIED,
        /** It is not the same, and readers will not see it. */
        VERIFICATION_FAILED
    }

    /**
     * Readers are moved. Each node reads this with a delay of its own, so for a while some see one version and some the other;
     * until it is over, a read model is only as far as the one of both that is behind.
     *
     * @param done whether the new version has been named; only what nodes remember is waited for then
     */
    public record Change(Built from, Built to, boolean done) {}

    /**
     * @param by     the id of the actor
     * @param reason what that actor said; absent where nothing was said
     */
    public record Operation(
            String what, String by, Instant at, @Nullable String reason) {}

    /** The versions of a read model that nobody has built before. */
    static Versions first(ReadModel model, int version) {
        return new Versions(
                model.name(),
                0,
                version,
                new Built(version, model.shape()),
                null,
                null,
                null,
                null,
                List.of(),
                false,
                null);
    }

    /** The versions that follow the events. */
    public SequencedSet<Integer> following() {
        SequencedSet<Integer> numbers = new LinkedHashSet<>();
        numbers.add(live.version());
        if (rebuild != null) {
            numbers.add(rebuild.built().version());
        }
        if (previous != null) {
            numbers.add(previous.version());
        }
        return numbers;
    }

    /** The versions that a reader may be looking at now. */
    public SequencedSet<Integer> read() {
        SequencedSet<Integer> numbers = new LinkedHashSet<>();
        numbers.add(live.version());
        if (change != null) {
            numbers.add(change.from().version());
            numbers.add(change.to().version());
        }
        return numbers;
    }

    /** Whether a rebuild goes on that a second one would disturb. */
    public boolean isRebuilding() {
        return change != null || (rebuild != null && rebuild.phase() != Phase.VERIFICATION_FAILED);
    }

    Versions rebuilt(int shape, boolean switchByItself, Instant now) {
        Built next = new Built(newest + 1, shape);
        List<Integer> unused = new ArrayList<>(leaving);
        if (previous != null) {
            unused.add(previous.version());
        }
        if (rebuild != null) {
            unused.add(rebuild.built().version());
        }
        return new Versions(
                model,
                revision,
                newest + 1,
                live,
                null,
                null,
                new Rebuild(next, Phase.BUILDING, switchByItself, now, null, null),
                null,
                unused,
                paused,
                lastOperation);
    }

    Versions withRebuild(@Nullable Rebuild next) {
        return new Versions(
                model, revision, newest, live, previous, previousUntil, next, change, leaving, paused, lastOperation);
    }

    Versions withChange(@Nullable Change next) {
        return new Versions(
                model, revision, newest, live, previous, previousUntil, rebuild, next, leaving, paused, lastOperation);
    }

    /** Readers see the version they are being moved to; what they saw before stays for a while. */
    Versions moved(Change under, Instant now) {
        @Nullable Rebuild rest = rebuild != null && rebuild.built().equals(under.to()) ? null : rebuild;
        return new Versions(
                model,
                revision,
                newest,
                under.to(),
                under.from(),
                now.plus(KEEP_PREVIOUS),
                rest,
                new Change(under.from(), under.to(), true),
                leaving,
                paused,
                lastOperation);
    }

    Versions withoutPrevious() {
        List<Integer> unused = new ArrayList<>(leaving);
        if (previous != null) {
            unused.add(previous.version());
        }
        return new Versions(model, revision, newest, live, null, null, rebuild, change, unused, paused, lastOperation);
    }

    Versions deleted(int version) {
        return new Versions(
                model,
                revision,
                newest,
                live,
                previous,
                previousUntil,
                rebuild,
                change,
                leaving.stream().filter(number -> number != version).toList(),
                paused,
                lastOperation);
    }

    Versions pausedIf(boolean nowPaused) {
        return new Versions(
                model,
                revision,
                newest,
                live,
                previous,
                previousUntil,
                rebuild,
                change,
                leaving,
                nowPaused,
                lastOperation);
    }

    Versions after(Operation operation) {
        return new Versions(
                model, revision, newest, live, previous, previousUntil, rebuild, change, leaving, paused, operation);
    }

    /** The same with the number of the next revision, as it is written down. */
    public Versions nextRevision() {
        return new Versions(
                model,
                revision + 1,
                newest,
                live,
                previous,
                previousUntil,
                rebuild,
                change,
                leaving,
                paused,
                lastOperation);
    }
}
