package io.comptoir.platform.messaging;

/**
 * An aggregate that may be much larger than others. {@link AggregateCache} is bounded by kilobytes; an aggregate that does not
 * say how many it takes counts as one.
 */
public interface Bulky {

    /** A rough estimate of the memory that it takes, in kilobytes; asked for whenever a command has changed it. */
    int roughKilobytes();
}
