package io.comptoir.platform.timers;

import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * The timers that wait, of all organizations. The side that builds read models keeps them, and whoever acts on them asks here,
 * so that neither knows the other.
 */
public interface DueTimers {

    /**
     * Takes timers of a kind whose moment has come, the longest overdue first. Whoever takes one has it for a while; if it is
     * not {@link #settle settled} by then, because its taker died, somebody else takes it.
     *
     * @param limit at most so many
     */
    List<Timer> take(String kind, Instant now, Duration leaseFor, int limit);

    /** Ends the lease of a timer, so that the next look takes it; false if there is none any more. */
    boolean release(TenantId tenantId, String kind, StreamId stream);

    /** Forgets timers that need nothing more. One that was set anew for another moment stays. */
    void settle(Collection<Timer> timers);
}
