package io.comptoir.contract.orders;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/**
 * Cancels an order whose time has come and gives back the stock it holds, in one append. An order that was accepted or
 * cancelled stays as it is.
 *
 * @param expiredAt not before the moment that the order names
 */
public record ExpireOrder(TenantId tenantId, OrderId orderId, Instant expiredAt) implements Command {

    /** The kind of the timers that lead here. */
    public static final String TIMER = "order-expiry";

    /** What the order says it was cancelled for. */
    public static final Note REASON = new Note("expired");
}
