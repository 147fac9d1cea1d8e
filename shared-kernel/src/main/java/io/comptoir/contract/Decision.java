package io.comptoir.contract;

import io.comptoir.contract.values.StreamId;

/**
 * What became of a command: accepted with an outcome, or refused with a reason. Handlers return it and never throw a
 * refusal, because an exception would roll back and evict the aggregates of everybody in the same append.
 *
 * @param <T> what an accepted command answers
 */
public sealed interface Decision<T> {

    /**
     * @param outcome what the command answers
     * @param stream  the stream of the aggregate that decided
     * @param version how many events that stream has after this command; 1 or more
     * @param repeated whether what the command wants was there before, so that it changed nothing
     * @param replayed whether this is the answer to an earlier delivery of the very same request, as it was then
     */
    record Accepted<T>(T outcome, StreamId stream, long version, boolean repeated, boolean replayed)
            implements Decision<T> {}

    /** @param rejection why nothing was stored */
    record Refused<T>(Rejection rejection) implements Decision<T> {}

    static <T> Decision<T> accepted(T outcome, StreamId stream, long version) {
        return new Accepted<>(outcome, stream, version, false, false);
    }

    /** The command was carried out earlier: the same answer again, and nothing stored. */
    static <T> Decision<T> repeated(T outcome, StreamId stream, long version) {
        return new Accepted<>(outcome, stream, version, true, false);
    }

    static <T> Decision<T> refused(Rejection rejection) {
        return new Refused<>(rejection);
    }
}
