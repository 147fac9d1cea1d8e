package io.comptoir.command.inventory;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.BookAdjustments;
import io.comptoir.platform.messaging.Bulky;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** A booked document of adjustments. Its stream is named after the channel's id of it, so that it is booked once. */
@Aggregate(cache = "aggregateCache")
class AdjustmentDocument implements Bulky {

    /** A SKU, a number and a reason each. */
    private static final int LINES_IN_A_KILOBYTE = 4;

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

    @Override
    public int roughKilobytes() {
        return 1 + (booked == null ? 0 : booked.lines().size() / LINES_IN_A_KILOBYTE);
    }

    @EventSourcingHandler
    void evolve(AdjustmentsBooked event) {
        booked = event;
        stream = AdjustmentsBooked.streamOf(event.tenantId(), event.channel(), event.externalId())
                .toString();
    }
}
