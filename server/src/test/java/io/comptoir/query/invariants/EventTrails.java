package io.comptoir.query.invariants;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.StoredStream;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** The part of the invariants that rests on the events alone, without the stores of the read models. */
public final class EventTrails {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private EventTrails() {}

    /** What breaks the invariants of an organization; empty if they hold. */
    public static List<String> broken(StoredStream stream, TenantId organization, long head) {
        Finding whole = new Finding("I3", "a command has all of its events, in one place, or none");
        Finding once = new Finding("I4", "one order for each external id");
        Finding apart = new Finding("I7", "nothing of one organization lies under another's key");
        Finding effects = new Finding("I8", "an effect happens at least once and is recognised by its id");
        EventTrail trail = new EventTrail(stream, organization, whole, once, apart, effects);
        if (!trail.walk(head, new Budget(LIMIT))) {
            throw new IllegalStateException("the time did not suffice for " + trail.events() + " events");
        }
        return Stream.of(whole, once, apart, effects)
                .map(Finding::result)
                .filter(result -> !result.holds())
                .flatMap(result -> result.details().stream().map(detail -> result.id() + ": " + detail))
                .toList();
    }
}
