package io.comptoir.command.orders;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.platform.messaging.PastOutcomes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What commands to orders answered. */
@Component
final class OrderOutcomes implements PastOutcomes<OrderState> {

    @Override
    public String streamKind() {
        return "order";
    }

    @Override
    public OrderState after(@Nullable OrderState before, DomainEvent event) {
        return OrderState.after(before, (OrderEvent) event);
    }
}
