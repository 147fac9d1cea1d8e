package io.comptoir.projection.replay;

import io.comptoir.platform.deadletters.DeadLetter;
import java.util.Optional;

/** Tells failures that one event is to blame for from those that would come with any event. */
final class Failures {

    private Failures() {}

    /** The kind of the event's fault; empty where the store is away or the read model itself is incomplete. */
    static Optional<DeadLetter.Cause> causeOf(Throwable failure) {
        return switch (failure) {
            case StoreAway away -> Optional.empty();
            case IncompleteReadModel incomplete -> Optional.empty();
            case RefusedDocument refused -> Optional.of(DeadLetter.Cause.REFUSED_BY_STORE);
            case StoreFailure store -> Optional.empty();
            default -> Optional.of(DeadLetter.Cause.NOT_APPLICABLE);
        };
    }
}
