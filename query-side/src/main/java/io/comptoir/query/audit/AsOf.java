package io.comptoir.query.audit;

import io.comptoir.platform.http.Problem;
import io.comptoir.query.reading.Parameters;
import java.time.Instant;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;

/** How much of a history somebody asks for, always its beginning. */
sealed interface AsOf {

    /** How many events that is at most. */
    long mostEvents();

    /** Whether it has this event, if it has all before it. */
    boolean has(DomainEventMessage<?> event);

    /** So many events: what something was when it had this version. */
    record Version(long version) implements AsOf {

        @Override
        public long mostEvents() {
            return version;
        }

        @Override
        public boolean has(DomainEventMessage<?> event) {
            return event.getSequenceNumber() < version;
        }
    }

    /** What had been recorded by then. An event that is dated later ends it, even if a clock that was set back dated others earlier. */
    record Moment(Instant moment) implements AsOf {

        @Override
        public long mostEvents() {
            return Long.MAX_VALUE;
        }

        @Override
        public boolean has(DomainEventMessage<?> event) {
            return !event.getTimestamp().isAfter(moment);
        }
    }

    /** Reads what a request says; everything where it says neither. */
    static AsOf of(@Nullable String at, @Nullable String version) {
        if (version == null) {
            @Nullable Instant moment = Parameters.instant("at", at);
            return new Moment(moment == null ? Instant.MAX : moment);
        }
        if (at != null) {
            throw Problem.malformed("at", "and version cannot be given together");
        }
        try {
            long number = Long.parseLong(version);
            if (number >= 1) {
                return new Version(number);
            }
        } catch (NumberFormatException e) {
            throw noVersion();
        }
        throw noVersion();
    }

    private static Problem noVersion() {
        return Problem.malformed("version", "must be a whole number, 1 or more");
    }
}
