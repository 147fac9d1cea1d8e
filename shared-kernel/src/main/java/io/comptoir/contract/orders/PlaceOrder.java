package io.comptoir.contract.orders;

import io.comptoir.contract.Command;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Places an order and takes its stock, all or nothing. A second order with the same external id is the first one.
 *
 * @param orderId    a new id, or the one derived from {@code externalId} where there is one
 * @param externalId the channel's own id of the order
 * @param customer   gets a reference here if it has none
 * @param placedAt   when the customer ordered, which may be long before it is recorded here
 * @param expiresAt  when the order is cancelled unless it was accepted before; absent where it may wait for ever
 * @param lines      1 to {@value #MAX_LINES} lines, all priced in {@code currency}; a SKU may stand in several
 */
public record PlaceOrder(
        TenantId tenantId,
        OrderId orderId,
        Channel channel,
        @Nullable ExternalId externalId,
        Currency currency,
        Customer customer,
        Instant placedAt,
        @Nullable Instant expiresAt,
        List<Line> lines,
        Supply supply)
        implements Command {

    public static final int MAX_LINES = 2_000;

    public PlaceOrder {
        customer = customer.of(tenantId, orderId);
        lines = List.copyOf(lines);
    }

    public record Line(Sku sku, Quantity quantity, Money unitPrice) {}
}
