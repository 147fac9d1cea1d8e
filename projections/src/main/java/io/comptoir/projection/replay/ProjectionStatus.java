package io.comptoir.projection.replay;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a read model is doing.
 *
 * @param version         what readers see
 * @param position        up to which everything can be found; while readers are moved, the lower one of both versions
 * @param lag             events it is behind; absent while the event store is away
 * @param eventsPerSecond over the last seconds
 * @param deadLetters     sequences that what readers see leaves out
 * @param previous        what readers can go back to
 */
public record ProjectionStatus(
        String name,
        int version,
        long position,
        @Nullable Long lag,
        double eventsPerSecond,
        long deadLetters,
        State state,
        @Nullable Rebuilding rebuild,
        @Nullable Previous previous,
        Versions.@Nullable Operation lastOperation) {

    /** Whether it takes in events. */
    public enum State {
        @JsonProperty("running")
        RUNNING,
        /** People told it to wait. */
        @JsonProperty("paused")
        PAUSED,
        /** It left out so many sequences that it waits for people. */
        @JsonProperty("stopped")
        STOPPED,
        /** Its store, or the one that tells how far it is, does not answer. */
        @JsonProperty("store-away")
        STORE_AWAY
    }

    /** How far the rebuild is, in words for those who follow it. */
    public enum Step {
        @JsonProperty("building")
        BUILDING,
        @JsonProperty("verifying")
        VERIFYING,
        @JsonProperty("verified")
        VERIFIED,
        @JsonProperty("verification-failed")
        VERIFICATION_FAILED,
        @JsonProperty("switching")
        SWITCHING
    }

    /**
     * @param percent     of the events, 0 to 100, rounded down
     * @param eventsDone  up to which position it has them
     * @param eventsTotal the newest position
     * @param secondsLeft at this pace; absent while nothing moves or nothing is left
     */
    public record Rebuilding(
            int version,
            Step state,
            int percent,
            long eventsDone,
            long eventsTotal,
            double eventsPerSecond,
            @Nullable Long secondsLeft,
            long deadLetters,
            boolean switchByItself,
            Instant startedAt,
            @Nullable Instant endedAt,
            @Nullable Comparison verification) {}

    /** @param until when it is deleted, unless a rebuild takes its place before */
    public record Previous(int version, @Nullable Instant until) {}
}
