package io.comptoir.projection.replay;

import io.comptoir.platform.deadletters.DeadLetters;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What people do to read models. It is written down as what is wanted; the nodes that build read models act on it within a
 * second, whichever node was asked.
 */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class ProjectionOperations {

    /** Others change it at the same time at most a few times a minute. */
    private static final int MAX_ATTEMPTS = 5;

    private static final Logger log = LoggerFactory.getLogger(ProjectionOperations.class);

    private final Bookkeeping bookkeeping;
    private final CurrentVersions current;
    private final DeadLetters letters;
    private final Clock clock;

    ProjectionOperations(Bookkeeping bookkeeping, CurrentVersions current, DeadLetters letters, Clock clock) {
        this.bookkeeping = bookkeeping;
        this.current = current;
        this.letters = letters;
        this.clock = clock;
    }

    /**
     * Who wants it.
     *
     * @param id     of the actor
     * @param reason for people who look at the read model later; absent where nothing was said
     */
    public record By(String id, @Nullable String reason) {}

    /** Why an operation is refused. */
    public enum Refusal {
        /** A rebuild or a switch is under way. */
        REBUILD_UNDER_WAY,
        /** No rebuilt version waits to be seen. */
        NOTHING_TO_SWITCH_TO,
        /** The version that readers saw before is not there any more, or there was none. */
        NO_PREVIOUS_VERSION,
        /** Nothing happens to it while it is paused. */
        PAUSED,
        /** No node has written down yet which versions there are. */
        NOT_STARTED
    }

    /**
     * Builds a new version beside what readers see.
     *
     * @param switchByItself whether readers see it as soon as it is verified
     * @param retryDiscarded whether events that were discarded are tried again, in this version and later ones
     * @return why not; empty if it is under way
     */
    public Optional<Refusal> rebuild(ReadModel model, By by, boolean switchByItself, boolean retryDiscarded) {
        return change(model, "rebuild", by, versions -> {
            if (versions.isRebuilding()) {
                return Next.refused(Refusal.REBUILD_UNDER_WAY);
            }
            if (retryDiscarded) {
                letters.retryDiscarded(model.name(), versions.newest() + 1);
            }
            return Next.of(versions.rebuilt(model.shape(), switchByItself, clock.instant()));
        });
    }

    /** Stops taking in events, into every version, until it is resumed. */
    public Optional<Refusal> pause(ReadModel model, By by) {
        return change(model, "pause", by, versions -> Next.of(versions.pausedIf(true)));
    }

    public Optional<Refusal> resume(ReadModel model, By by) {
        return change(model, "resume", by, versions -> Next.of(versions.pausedIf(false)));
    }

    /** Lets readers see a rebuilt version that was verified before, or compares one again that was not the same. */
    public Optional<Refusal> switchOver(ReadModel model, By by) {
        return change(model, "switch", by, versions -> {
            Versions.@Nullable Rebuild rebuild = versions.rebuild();
            if (versions.change() != null) {
                return Next.refused(Refusal.REBUILD_UNDER_WAY);
            }
            if (rebuild == null) {
                return Next.refused(Refusal.NOTHING_TO_SWITCH_TO);
            }
            return switch (rebuild.phase()) {
                // What was the same then must be the same now.
                case VERIFIED, VERIFICATION_FAILED ->
                    Next.of(versions.withRebuild(new Versions.Rebuild(
                            rebuild.built(), Versions.Phase.VERIFYING, true, rebuild.startedAt(), null, null)));
                case BUILDING, VERIFYING -> Next.refused(Refusal.REBUILD_UNDER_WAY);
            };
        });
    }

    /** Lets readers see again what they saw before the last switch; what they see now stays for a while in its place. */
    public Optional<Refusal> rollback(ReadModel model, By by) {
        return change(model, "rollback", by, versions -> {
            if (versions.isRebuilding()) {
                return Next.refused(Refusal.REBUILD_UNDER_WAY);
            }
            if (versions.paused()) {
                return Next.refused(Refusal.PAUSED);
            }
            Versions.@Nullable Built previous = versions.previous();
            return previous == null
                    ? Next.refused(Refusal.NO_PREVIOUS_VERSION)
                    : Next.of(versions.withChange(new Versions.Change(versions.live(), previous, false)));
        });
    }

    private record Next(
            @Nullable Versions versions, @Nullable Refusal refusal) {

        static Next of(Versions versions) {
            return new Next(versions, null);
        }

        static Next refused(Refusal refusal) {
            return new Next(null, refusal);
        }
    }

    private Optional<Refusal> change(ReadModel model, String what, By by, Function<Versions, Next> decide) {
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            Optional<Versions> before = bookkeeping.versions(model);
            if (before.isEmpty()) {
                return Optional.of(Refusal.NOT_STARTED);
            }
            Next next = decide.apply(before.get());
            if (next.versions() == null) {
                return Optional.ofNullable(next.refusal());
            }
            Versions.Operation operation = new Versions.Operation(what, by.id(), clock.instant(), by.reason());
            if (bookkeeping.replace(before.get(), next.versions().after(operation))) {
                Versions unused = current.look(model);
                log.atInfo()
                        .addKeyValue("operation", what)
                        .addKeyValue("model", model.name())
                        .addKeyValue("actor", by.id())
                        .log("{} of the read model {}", what, model.name());
                return Optional.empty();
            }
        }
        throw new StoreFailure(Store.MONGODB, "others keep changing what is written down about " + model.name());
    }
}
