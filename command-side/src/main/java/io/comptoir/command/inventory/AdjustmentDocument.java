package io.comptoir.command.inventory;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.BookAdjustments;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** A booked document of adjustments. Its stream is named after the channel's id of it, so that it is booked once. */
@Aggregate(cache = "aggregateCache")
class AdjustmentDocument {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    private @Nullable AdjustmentsBooked booked;

    AdjustmentDocument() {}

    AdjustmentDocument(BookAdjustments command) {
        apply(new AdjustmentsBooked(command.tenantId(), command.channel(), command.externalId(), command.lines()));
    }

    AdjustmentsBooked booked() {
        return Objects.requireNonNull(booked);
    }

    @EventSourcingHandler
    void evolve(AdjustmentsBooked event) {
        booked = event;
        stream = AdjustmentsBooked.streamOf(event.tenantId(), event.channel(), event.externalId())
                .toString();
    }
}
