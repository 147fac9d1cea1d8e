package io.comptoir.platform.messaging;

import org.jspecify.annotations.Nullable;

/** The event store does not answer. Whether the command was stored is unknown: the answer, not the append, may be lost. */
public final class EventStoreUnavailable extends RuntimeException {

    public EventStoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether a failure means that the store is away, rather than that something is wrong with the command. */
    public static boolean isBehind(Throwable failure) {
        return FailureKind.of(failure) == FailureKind.STORE_AWAY;
    }
}
