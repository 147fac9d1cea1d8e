package io.comptoir.command.inventory;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.platform.messaging.PastOutcomes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What commands to stock answered. */
@Component
final class StockOutcomes implements PastOutcomes<StockState> {

    @Override
    public String streamKind() {
        return "stock";
    }

    @Override
    public StockState after(@Nullable StockState before, DomainEvent event) {
        return (before == null ? StockState.none(((StockEvent) event).sku()) : before).after((StockEvent) event);
    }
}
