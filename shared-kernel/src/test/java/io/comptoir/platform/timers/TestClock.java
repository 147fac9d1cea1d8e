package io.comptoir.platform.timers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** A wall clock that can jump, beside the time that really passes. */
final class TestClock implements InstantSource {

    private Instant wall = Instant.parse("2026-03-01T12:00:00Z");
    private long nanos;

    /** Time passes as it should. */
    TestClock pass(Duration duration) {
        wall = wall.plus(duration);
        nanos += duration.toNanos();
        return this;
    }

    /** Somebody sets the clock; no time passes. */
    TestClock jump(Duration by) {
        wall = wall.plus(by);
        return this;
    }

    long nanoTime() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return wall;
    }

    /** The same for those who ask a clock. */
    Clock clock() {
        return withZone(ZoneOffset.UTC);
    }
}
