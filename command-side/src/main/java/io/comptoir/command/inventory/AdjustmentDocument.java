package io.comptoir.command.inventory;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.BookAdjustments;
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

    AdjustmentDocument() {}

    AdjustmentDocument(BookAdjustments command) {
        apply(new AdjustmentsBooked(command.tenantId(), command.channel(), command.externalId(), command.lines()));
    }

    @EventSourcingHandler
    void evolve(AdjustmentsBooked booked) {
        stream = AdjustmentsBooked.streamOf(booked.tenantId(), booked.channel(), booked.externalId())
                .toString();
    }
}
