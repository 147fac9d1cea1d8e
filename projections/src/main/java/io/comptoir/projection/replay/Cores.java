package io.comptoir.projection.replay;

import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** Whether the processors of this machine, or the share of them that this process may use, have anything left to give. */
final class Cores {

    /** Beyond it whoever asks for an answer waits for a core. */
    private static final double BUSY_FROM = 0.85;

    /** The system counts in hundredths of a second, so that shorter looks would see noise. */
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final DoubleSupplier load;
    private final LongSupplier nanoTime;
    private long lookedAt;
    private boolean busy;

    /**
     * @param load     the part of all processor time that was used since it was last asked, from 0 to 1; less than 0 where that is
     *                 not known
     * @param nanoTime ascends
     */
    Cores(DoubleSupplier load, LongSupplier nanoTime) {
        this.load = load;
        this.nanoTime = nanoTime;
        this.lookedAt = nanoTime.getAsLong() - LOOK_EVERY_NANOS;
    }

    /** As they were a moment ago; for one thread. */
    boolean areBusy() {
        long now = nanoTime.getAsLong();
        if (now - lookedAt >= LOOK_EVERY_NANOS) {
            lookedAt = now;
            busy = load.getAsDouble() >= BUSY_FROM;
        }
        return busy;
    }
}
