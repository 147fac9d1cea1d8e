package io.comptoir.contract;

import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * How the stored form of an event becomes the one of the next revision. It works on the JSON as it lies in the store, in the
 * JDK's types: a nested object is a {@code Map<String, Object>}, an array a {@code List<Object>}, text a {@code String}, a whole
 * number a {@code BigInteger}, any other number a {@code BigDecimal}. Sealed personal data is still sealed here, so it can be
 * moved, but not read.
 *
 * <p>An event without a revision in between stays as it is: what is read is every step from the stored revision to today's. One
 * event becomes one event; an event that means two things today is a new event beside the old one.
 *
 * @param event  the event as it is called today; released names never change
 * @param from   the revision that this starts from, 1 or more; it makes {@code from + 1}
 * @param change gets a copy that it may change and give back; called for every old event that is read, so it must be quick,
 *     must not fail for anything that was ever stored, and must not depend on the time or on anything else outside
 */
public record Upcast(Class<? extends DomainEvent> event, int from, UnaryOperator<Map<String, Object>> change) {

    public Upcast {
        if (from < 1) {
            throw new IllegalArgumentException("revisions begin with 1, not with " + from);
        }
    }

    /** For a revision that only added what is absent in older events. A server of before can still read the newer ones. */
    public static Upcast adding(Class<? extends DomainEvent> event, int from) {
        return new Upcast(event, from, UnaryOperator.identity());
    }
}
