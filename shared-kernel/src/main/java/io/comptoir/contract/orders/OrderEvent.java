package io.comptoir.contract.orders;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.OrderId;

/** What happens to an order. */
public sealed interface OrderEvent extends DomainEvent permits OrderPlaced, OrderAccepted, OrderCancelled {

    OrderId orderId();
}
