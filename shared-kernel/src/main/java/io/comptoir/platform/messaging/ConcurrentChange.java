package io.comptoir.platform.messaging;

import org.jspecify.annotations.Nullable;

/** Other commands on the same streams got in first, again and again. Nothing was stored; it can be sent again. */
public final class ConcurrentChange extends RuntimeException {

    ConcurrentChange(@Nullable Throwable cause) {
        super("other commands changed the same streams at the same time", cause);
    }
}
