package io.comptoir.command.orders;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.orders.AcceptOrder;
import io.comptoir.contract.orders.OrderAccepted;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.platform.messaging.Bulky;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** An order. What it takes from the stock and gives back to it is decided with it, by {@link OrderCommands}. */
@Aggregate(cache = "aggregateCache")
class Order implements Bulky {

    /** With what each of them was allocated. */
    private static final int LINES_IN_A_KILOBYTE = 2;

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    private @Nullable OrderState state;

    Order() {}

    Order(OrderPlaced placed) {
        apply(placed);
    }

    void accept(AcceptOrder command) {
        apply(new OrderAccepted(command.tenantId(), command.orderId(), command.acceptedAt()));
    }

    void cancel(OrderCancelled cancelled) {
        apply(cancelled);
    }

    OrderState state() {
        return Objects.requireNonNull(state);
    }

    @Override
    public int roughKilobytes() {
        return 1 + (state == null ? 0 : state.lines().size() / LINES_IN_A_KILOBYTE);
    }

    @EventSourcingHandler
    void evolve(OrderEvent event) {
        stream = event.orderId().streamOf(event.tenantId()).toString();
        state = OrderState.after(state, event);
    }
}
