package io.comptoir.contract.orders;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/** Takes an order on, before the moment at which it expires if it has one. */
public record AcceptOrder(TenantId tenantId, OrderId orderId, Instant acceptedAt) implements Command {}
