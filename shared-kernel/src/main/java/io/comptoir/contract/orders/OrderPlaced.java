package io.comptoir.contract.orders;

import io.comptoir.contract.Revision;
import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Revision 2 seals the customer's name and address, which revision 1 had in the clear, and adds {@code expiresAt}; what was
 * stored without it reads as an order that never expires.
 *
 * @param expiresAt   when it is cancelled unless it was accepted before
 * @param total       the sum of the lines
 * @param allocations what the order holds and where, so that cancelling needs no search; the stock's own events say the same
 */
@Revision(2)
public record OrderPlaced(
        TenantId tenantId,
        OrderId orderId,
        Channel channel,
        @Nullable ExternalId externalId,
        Customer customer,
        Instant placedAt,
        @Nullable Instant expiresAt,
        List<OrderLine> lines,
        Money total,
        List<Allocation> allocations)
        implements OrderEvent {

    public OrderPlaced {
        customer = customer.of(tenantId, orderId);
        lines = List.copyOf(lines);
        allocations = List.copyOf(allocations);
    }
}
