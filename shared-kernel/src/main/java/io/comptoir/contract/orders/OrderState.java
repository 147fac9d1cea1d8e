package io.comptoir.contract.orders;

import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as its events leave it: what the API shows, whether the deciding side answers, a read model, or history.
 *
 * @param version      how many events made it
 * @param expiresAt    when it will be cancelled unless it is accepted before; absent once that cannot happen any more
 * @param acceptedAt   when it was accepted, if it was
 * @param cancellation when and why it was cancelled, if it was
 */
public record OrderState(
        OrderId id,
        @Nullable ExternalId externalId,
        Channel channel,
        OrderStatus status,
        long version,
        Money total,
        Instant placedAt,
        @Nullable Instant expiresAt,
        @Nullable Instant acceptedAt,
        Customer customer,
        List<OrderLine> lines,
        List<Allocation> allocations,
        @Nullable Cancellation cancellation) {

    public OrderState {
        lines = List.copyOf(lines);
        allocations = List.copyOf(allocations);
    }

    public record Cancellation(Note reason, Instant cancelledAt) {}

    /** The order after one more event. The first event of an order is always its placing. */
    public static OrderState after(@Nullable OrderState before, OrderEvent event) {
        return switch (event) {
            case OrderPlaced placed ->
                new OrderState(
                        placed.orderId(),
                        placed.externalId(),
                        placed.channel(),
                        OrderStatus.PLACED,
                        1,
                        placed.total(),
                        placed.placedAt(),
                        placed.expiresAt(),
                        null,
                        placed.customer(),
                        placed.lines(),
                        placed.allocations(),
                        null);
            case OrderAccepted accepted -> known(before).with(accepted);
            case OrderCancelled cancelled -> known(before).with(cancelled);
        };
    }

    private static OrderState known(@Nullable OrderState before) {
        if (before == null) {
            throw new IllegalStateException("an order is placed before anything else");
        }
        return before;
    }

    private OrderState with(OrderAccepted accepted) {
        return new OrderState(
                id,
                externalId,
                channel,
                OrderStatus.ACCEPTED,
                version + 1,
                total,
                placedAt,
                null,
                accepted.acceptedAt(),
                customer,
                lines,
                allocations,
                null);
    }

    private OrderState with(OrderCancelled cancelled) {
        return new OrderState(
                id,
                externalId,
                channel,
                OrderStatus.CANCELLED,
                version + 1,
                total,
                placedAt,
                null,
                acceptedAt,
                customer,
                lines,
                List.of(),
                new Cancellation(cancelled.reason(), cancelled.cancelledAt()));
    }
}
