package io.comptoir.platform.messaging;

import io.comptoir.contract.values.TenantId;
import java.util.List;

/**
 * The events as they lie in the event store, for those who must see the very bytes. Each call is a short question of its own:
 * between two of them nothing is held, however long the caller takes.
 */
public interface StoredStream {

    /** Before the first event of every store. */
    long START = -1;

    /** The most events that one call answers. */
    int MAX_EVENTS = 1_000;

    /**
     * The next events of all organizations.
     *
     * @param after {@link #START} or the position that was reached before
     * @param limit 1 to {@value #MAX_EVENTS}
     */
    Part read(long after, int limit);

    /** The next events of one organization; a part may have none before the end, where others stored many in a row. */
    Part read(TenantId organization, long after, int limit);

    /**
     * A part of the stream.
     *
     * @param events  in the order of their positions
     * @param reached where the next part begins
     * @param atEnd   whether there was nothing more when this was read
     */
    record Part(List<SealedEvent> events, long reached, boolean atEnd) {
        public Part {
            events = List.copyOf(events);
        }
    }
}
