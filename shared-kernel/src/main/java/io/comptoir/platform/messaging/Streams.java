package io.comptoir.platform.messaging;

import io.comptoir.contract.values.StreamId;
import java.util.Optional;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.axonframework.modelling.command.Repository;

/** Loads aggregates by stream; that one does not exist is an answer here, not a failure. */
public final class Streams {

    private Streams() {}

    /** Loads and locks an aggregate until the unit of work ends; empty if its stream has no events. */
    public static <T> Optional<Aggregate<T>> load(Repository<T> repository, StreamId stream) {
        try {
            return Optional.of(repository.load(stream.toString()));
        } catch (AggregateNotFoundException e) {
            return Optional.empty();
        }
    }
}
