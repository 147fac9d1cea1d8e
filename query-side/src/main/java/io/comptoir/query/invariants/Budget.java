package io.comptoir.query.invariants;

import java.time.Duration;

/** The time that a whole check may take; what it leaves out is said in the result. */
final class Budget {

    private final long endNanos;

    Budget(Duration time) {
        this.endNanos = System.nanoTime() + time.toNanos();
    }

    boolean isSpent() {
        return System.nanoTime() - endNanos >= 0;
    }
}
