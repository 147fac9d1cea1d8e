package io.comptoir.projection.orders;

import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.replay.DocumentStore;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.StateProjection;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

@Component
@ConditionalOnRole(NodeRole.PROJECTION)
@ProcessingGroup("orders-search")
class OrderSearchProjection extends StateProjection<OrderEvent, OrderState> {

    OrderSearchProjection(@Qualifier("orderSearchEntries") DocumentStore<OrderState> entries) {
        super(ReadModels.ORDERS_SEARCH, entries, "order");
    }

    @EventHandler
    void on(OrderEvent event, EventMessage<?> message) {
        stage(event, message);
    }

    @Override
    protected String keyOf(OrderEvent event) {
        return event.orderId().toString();
    }

    @Override
    protected OrderState after(@Nullable OrderState before, OrderEvent event) {
        return OrderState.after(before, event);
    }
}
