package io.comptoir.server.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;

/** A wall clock that can jump, beside the time that really passes. */
final class SimulatedTime implements InstantSource {

    private Instant wall = Instant.parse("2026-03-01T12:00:00Z");
    private long nanos;

    void pass(Duration duration) {
        wall = wall.plus(duration);
        nanos += duration.toNanos();
    }

    /** Somebody sets the clock; no time passes. */
    void jump(Duration by) {
        wall = wall.plus(by);
    }

    long nanos() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return wall;
    }

    Clock clock() {
        return withZone(ZoneOffset.UTC);
    }
}
