package io.comptoir.command.privacy;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.privacy.DataSubjectErased;
import io.comptoir.contract.privacy.DataSubjectEvent;
import io.comptoir.contract.privacy.Erasure;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** A person who was erased at least once; of all others there is no stream. */
@Aggregate(cache = "aggregateCache")
class DataSubject {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    private @Nullable Erasure last;
    private long version;

    DataSubject() {}

    DataSubject(DataSubjectErased erased) {
        apply(erased);
    }

    void erase(DataSubjectErased erased) {
        apply(erased);
    }

    Erasure lastErasure() {
        return Objects.requireNonNull(last);
    }

    long version() {
        return version;
    }

    @EventSourcingHandler
    void evolve(DataSubjectEvent event) {
        stream = event.subject().streamOf(event.tenantId()).toString();
        version++;
        last = switch (event) {
            case DataSubjectErased erased ->
                new Erasure(erased.subject(), erased.generation(), erased.reason(), erased.erasedAt());
        };
    }
}
