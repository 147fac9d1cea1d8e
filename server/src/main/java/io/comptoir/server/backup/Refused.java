package io.comptoir.server.backup;

import org.jspecify.annotations.Nullable;

/** Nothing was done, for a reason that the message tells together with what to do. */
final class Refused extends RuntimeException {

    Refused(String advice) {
        this(advice, null);
    }

    Refused(String advice, @Nullable Throwable cause) {
        super(advice, cause);
    }
}
