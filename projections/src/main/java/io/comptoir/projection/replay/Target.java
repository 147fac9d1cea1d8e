package io.comptoir.projection.replay;

import io.comptoir.platform.deadletters.DeadLetter;

/** The version of a read model that a batch is written to, and what it leaves out. */
public interface Target {

    int version();

    /** Whether the events of a stream are left out for the time being. */
    boolean isParked(String stream);

    /** Whether one event is left out for good; {@code version} is that of its stream. */
    boolean isLeftOut(String stream, long version);

    /** Leaves out an event that is to blame for a failure, and what follows it in its stream. */
    void park(StoredEvent<?> event, DeadLetter.Cause cause, RuntimeException failure);
}
