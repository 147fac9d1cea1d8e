package io.comptoir.platform.messaging;

import org.jspecify.annotations.Nullable;

/** The deciding node has more to do than it can. Nothing was done; the same command can be sent again a little later. */
public final class Overloaded extends RuntimeException {

    Overloaded(String why, @Nullable Throwable cause) {
        // Under load there are many of them, and where they come from says nothing.
        super(why, cause, false, false);
    }
}
