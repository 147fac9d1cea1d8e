package io.comptoir.query.reading;

import io.comptoir.contract.values.InvalidValue;
import io.comptoir.platform.http.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads query parameters; what cannot be read is answered with 400 and the parameter's name. */
public final class Parameters {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    // RFC 3339 knows years of four digits only, and so do the stores.
    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Parameters() {}

    /** How many results a page has: 1 to {@value #MAX_LIMIT}, {@value #DEFAULT_LIMIT} where nothing is said. */
    public static int limit(@Nullable String raw) {
        if (raw == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(raw);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw limitOutOfRange();
        }
        throw limitOutOfRange();
    }

    private static Problem limitOutOfRange() {
        return Problem.malformed("limit", "must be a whole number from 1 to " + MAX_LIMIT);
    }

    /** A moment as RFC 3339 writes it. */
    public static @Nullable Instant instant(String name, @Nullable String raw) {
        if (raw == null) {
            return null;
        }
        try {
            Instant instant = Instant.parse(raw);
            if (!instant.isBefore(EARLIEST) && !instant.isAfter(LATEST)) {
                return instant;
            }
        } catch (DateTimeException e) {
            throw notATime(name);
        }
        throw notATime(name);
    }

    private static Problem notATime(String name) {
        return Problem.malformed(name, "must be a time such as 2010-12-01T08:26:00Z");
    }

    /** A value of the contract; an empty parameter is no value. */
    public static <V> @Nullable V value(String name, @Nullable String raw, Function<String, V> toValue) {
        if (raw == null) {
            return null;
        }
        try {
            return toValue.apply(raw);
        } catch (InvalidValue e) {
            throw Problem.malformed(name, String.valueOf(e.getMessage()));
        }
    }
}
