package io.comptoir.platform.timers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wall clock without its glitches. A clock that jumps is compared with the time that really passed: until the new time has
 * lasted for a minute, the old one goes on. So a wrong answer of a time server that is corrected at once fires nothing early
 * and delays nothing. A jump that lasts is believed, because there is nothing better to go by.
 */
final class SteadyClock {

    /** A difference up to this is a correction, not a jump. */
    static final Duration TOLERANCE = Duration.ofSeconds(10);

    /** How long a jump must last to be believed. */
    static final Duration BELIEVED_AFTER = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(SteadyClock.class);

    private final Clock wall;
    private final LongSupplier nanoTime;
    private Instant anchor;
    private long anchoredAt;
    private boolean jumped;
    private long jumpedAt;

    SteadyClock(Clock wall, LongSupplier nanoTime) {
        this.wall = wall;
        this.nanoTime = nanoTime;
        this.anchor = wall.instant();
        this.anchoredAt = nanoTime.getAsLong();
    }

    /** To be asked often, by one thread. */
    Instant now() {
        long nanos = nanoTime.getAsLong();
        Instant told = wall.instant();
        Instant expected = anchor.plusNanos(nanos - anchoredAt);
        Duration difference = Duration.between(expected, told);
        if (difference.abs().compareTo(TOLERANCE) <= 0) {
            jumped = false;
            return believe(told, nanos);
        }
        if (!jumped) {
            jumped = true;
            jumpedAt = nanos;
            log.atWarn()
                    .addKeyValue("seconds", difference.toSeconds())
                    .log("the clock jumped; timers go by the old time until it has lasted for a minute");
        }
        if (nanos - jumpedAt >= BELIEVED_AFTER.toNanos()) {
            jumped = false;
            log.atWarn().addKeyValue("seconds", difference.toSeconds()).log("timers go by the new time now");
            return believe(told, nanos);
        }
        return expected;
    }

    private Instant believe(Instant told, long nanos) {
        anchor = told;
        anchoredAt = nanos;
        return told;
    }
}
