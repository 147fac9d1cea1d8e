package io.comptoir.server.embedded;

import org.jspecify.annotations.Nullable;

/** An embedded store that could not be started. The message says what happened and what to do about it. */
public final class EmbeddedStoreFailure extends RuntimeException {
    EmbeddedStoreFailure(String message) {
        super(message);
    }

    EmbeddedStoreFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
