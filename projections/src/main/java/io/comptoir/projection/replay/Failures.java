package io.comptoir.projection.replay;

import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.vault.VaultAway;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells failures that one event is to blame for from those that would come with any event. */
final class Failures {

    private Failures() {}

    /** Whether a store or the vault, which older events are sealed with when they are read, did not answer. */
    static boolean isAway(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StoreAway || cause instanceof VaultAway) {
                return true;
            }
        }
        return false;
    }

    /** The kind of the event's fault; empty where a store is away or the read model itself is incomplete. */
    static Optional<DeadLetter.Cause> causeOf(Throwable failure) {
        if (isAway(failure)) {
            return Optional.empty();
        }
        return switch (failure) {
            case IncompleteReadModel incomplete -> Optional.empty();
            case RefusedDocument refused -> Optional.of(DeadLetter.Cause.REFUSED_BY_STORE);
            case StoreFailure store -> Optional.empty();
            default -> Optional.of(DeadLetter.Cause.NOT_APPLICABLE);
        };
    }
}
