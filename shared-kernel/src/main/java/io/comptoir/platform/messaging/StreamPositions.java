package io.comptoir.platform.messaging;

import io.comptoir.contract.values.StreamId;

/** Where events stand in the one stream of the whole event store. */
public interface StreamPositions {

    /**
     * The position from which on a reader has seen the event that made {@code version} of the stream.
     *
     * @param version 1 or more; the event is stored already
     * @return a position at or after that event's own
     */
    long positionOf(StreamId stream, long version);

    /**
     * The very position of the event that made {@code version} of the stream, the same whenever it is asked for.
     *
     * @param after a position that the event stands behind, the closer the better
     */
    default long exactPositionOf(StreamId stream, long version, long after) {
        return positionOf(stream, version);
    }

    /** The position of the newest stored event, 0 while there is none. */
    long head();
}
