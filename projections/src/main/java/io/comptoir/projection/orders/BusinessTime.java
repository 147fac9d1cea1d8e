package io.comptoir.projection.orders;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * The time a customer ordered, as the stores sort and compare it: exact to the millisecond, and within what their dates can
 * be, so that a nonsensical year cannot stop a read model.
 */
public final class BusinessTime {

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private BusinessTime() {}

    public static Instant of(Instant time) {
        if (time.isBefore(EARLIEST)) {
            return EARLIEST;
        }
        return time.isAfter(LATEST) ? LATEST : time.truncatedTo(ChronoUnit.MILLIS);
    }
}
