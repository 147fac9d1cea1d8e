package io.comptoir.command.inventory;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import io.comptoir.contract.Revision;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.platform.messaging.Bulky;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/**
 * The stock of one SKU at all its locations. It has one stream whatever the number of locations, because an order asks for a
 * SKU and not for a place: what is available, and where it is taken from, is decided here in one step.
 *
 * <p>What may happen is decided by {@link StockHold}, before anything does.
 */
@Aggregate(cache = "aggregateCache", snapshotTriggerDefinition = "snapshotTrigger", snapshotFilter = "snapshotFilter")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
@Revision(1)
class StockItem implements Bulky {

    /** A name and a few numbers each. */
    private static final int LOCATIONS_IN_A_KILOBYTE = 8;

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    private @Nullable StockState state;

    StockItem() {}

    StockItem(StockEvent first) {
        apply(first);
    }

    void apply(StockEvent event) {
        AggregateLifecycle.apply(event);
    }

    StockState state() {
        return Objects.requireNonNull(state);
    }

    @Override
    public int roughKilobytes() {
        return 1 + (state == null ? 0 : state.locations().size() / LOCATIONS_IN_A_KILOBYTE);
    }

    @EventSourcingHandler
    void evolve(StockEvent event) {
        stream = StockEvent.streamOf(event.tenantId(), event.sku()).toString();
        state = (state == null ? StockState.none(event.sku()) : state).after(event);
    }
}
