package io.comptoir.projection.inventory;

import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.replay.DocumentStore;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.StateProjection;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
@ConditionalOnRole(NodeRole.PROJECTION)
@ProcessingGroup("inventory")
class StockViewProjection extends StateProjection<StockEvent, StockState> {

    StockViewProjection(DocumentStore<StockState> views) {
        super(ReadModels.INVENTORY, views, "stock");
    }

    @EventHandler
    void on(StockEvent event, EventMessage<?> message) {
        stage(event, message);
    }

    @Override
    protected String keyOf(StockEvent event) {
        return event.sku().value();
    }

    @Override
    protected StockState after(@Nullable StockState before, StockEvent event) {
        return (before == null ? StockState.none(event.sku()) : before).after(event);
    }
}
