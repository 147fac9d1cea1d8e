package io.comptoir.contract.orders;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/** Cancels an order and gives back the stock it holds, in one append. */
public record CancelOrder(TenantId tenantId, OrderId orderId, Note reason, Instant cancelledAt) implements Command {}
