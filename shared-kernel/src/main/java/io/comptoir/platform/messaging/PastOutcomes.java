package io.comptoir.platform.messaging;

import io.comptoir.contract.Command;
import io.comptoir.contract.DomainEvent;
import org.jspecify.annotations.Nullable;

/**
 * Finds again what commands on one kind of stream answered: the fold of the stream's events up to the version of the answer.
 * Each feature whose commands may be sent with an idempotency key provides one.
 *
 * @param <T> what the events make; mostly it is what the commands answer
 */
public interface PastOutcomes<T> {

    /** The {@link io.comptoir.contract.values.StreamId#kind} of the streams. */
    String streamKind();

    /** The answer after one more event; {@code before} is absent for the first. */
    T after(@Nullable T before, DomainEvent event);

    /** What a command was answered that left the stream like this; {@code made} itself where nothing else is said. */
    default Object answerTo(Command command, T made) {
        return made;
    }
}
