package io.comptoir.command.orders;

import io.comptoir.command.catalog.Catalog;
import io.comptoir.command.inventory.Stock;
import io.comptoir.command.inventory.StockHold;
import io.comptoir.contract.Decision;
import io.comptoir.contract.Rejection;
import io.comptoir.contract.catalog.CatalogRejection.UnknownSku;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.inventory.InventoryRejection;
import io.comptoir.contract.inventory.InventoryRejection.InsufficientStock;
import io.comptoir.contract.inventory.Shortage;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.orders.AcceptOrder;
import io.comptoir.contract.orders.CancelOrder;
import io.comptoir.contract.orders.ExpireOrder;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.orders.OrderRejection;
import io.comptoir.contract.orders.OrderRejection.LineCountOutOfRange;
import io.comptoir.contract.orders.OrderRejection.MixedCurrencies;
import io.comptoir.contract.orders.OrderRejection.OrderAlreadyAccepted;
import io.comptoir.contract.orders.OrderRejection.OrderAlreadyCancelled;
import io.comptoir.contract.orders.OrderRejection.OrderExpired;
import io.comptoir.contract.orders.OrderRejection.OrderNotDue;
import io.comptoir.contract.orders.OrderRejection.OrderNotFound;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.messaging.Streams;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Decides about orders. An order and the stock it takes are loaded, checked and changed in one unit of work, so that their
 * events are appended together or not at all.
 */
@Component
class OrderCommands {

    private final Repository<Order> orders;
    private final Catalog catalog;
    private final Stock stock;

    OrderCommands(Repository<Order> orders, Catalog catalog, Stock stock) {
        this.orders = orders;
        this.catalog = catalog;
        this.stock = stock;
    }

    @CommandHandler
    Decision<OrderState> place(PlaceOrder command) throws Exception {
        StreamId stream = command.orderId().streamOf(command.tenantId());
        // Only an id that derives from an external one can be there already; looking for a new one would cost a read.
        if (command.externalId() != null) {
            Optional<Aggregate<Order>> first = Streams.load(orders, stream);
            if (first.isPresent()) {
                OrderState state = first.get().invoke(Order::state);
                return Decision.repeated(state, stream, state.version());
            }
        }
        Optional<? extends Rejection> broken = brokenRule(command);
        if (broken.isPresent()) {
            return Decision.refused(broken.get());
        }
        SortedMap<Sku, Long> demand = demandOf(command);
        SortedMap<Sku, ProductState> products = catalog.find(command.tenantId(), demand.keySet());
        Optional<UnknownSku> unknown = Catalog.missing(demand.keySet(), products);
        if (unknown.isPresent()) {
            return Decision.refused(unknown.get());
        }
        StockHold hold = stock.hold(command.tenantId(), demand.keySet());
        Optional<InventoryRejection> refusal = supply(command, hold);
        if (refusal.isPresent()) {
            return Decision.refused(refusal.get());
        }
        List<Shortage> shortages = hold.shortages(demand);
        if (!shortages.isEmpty()) {
            return Decision.refused(new InsufficientStock(shortages));
        }
        List<Allocation> allocations = hold.reserve(command.orderId(), demand);
        hold.carryOut();
        OrderPlaced placed = placed(command, products, allocations);
        OrderState state = orders.newInstance(() -> new Order(placed)).invoke(Order::state);
        return Decision.accepted(state, stream, state.version());
    }

    private static Optional<? extends Rejection> brokenRule(PlaceOrder command) {
        int lines = command.lines().size();
        if (lines < 1 || lines > PlaceOrder.MAX_LINES) {
            return Optional.of(new LineCountOutOfRange(lines, PlaceOrder.MAX_LINES));
        }
        List<Currency> others = command.lines().stream()
                .map(line -> line.unitPrice().currency())
                .filter(currency -> !currency.equals(command.currency()))
                .distinct()
                .sorted(Comparator.comparing(Currency::getCurrencyCode))
                .toList();
        return others.isEmpty() ? Optional.empty() : Optional.of(new MixedCurrencies(command.currency(), others));
    }

    private static SortedMap<Sku, Long> demandOf(PlaceOrder command) {
        SortedMap<Sku, Long> demand = new TreeMap<>();
        for (PlaceOrder.Line line : command.lines()) {
            demand.merge(line.sku(), (long) line.quantity().value(), Long::sum);
        }
        return demand;
    }

    private static Optional<InventoryRejection> supply(PlaceOrder command, StockHold hold) {
        if (command.supply() == Supply.FROM_STOCK) {
            return Optional.empty();
        }
        @Nullable ExternalId externalId = command.externalId();
        Note reference = new Note(externalId == null ? command.orderId().toString() : externalId.value());
        for (PlaceOrder.Line line : command.lines()) {
            Optional<InventoryRejection> refusal = hold.receive(line.sku(), Location.MAIN, line.quantity(), reference);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static OrderPlaced placed(
            PlaceOrder command, SortedMap<Sku, ProductState> products, List<Allocation> allocations) {
        List<OrderLine> lines = command.lines().stream()
                .map(line -> new OrderLine(
                        line.sku(),
                        Objects.requireNonNull(products.get(line.sku())).name(),
                        line.quantity(),
                        line.unitPrice()))
                .toList();
        Money total = lines.stream().map(OrderLine::total).reduce(Money.zero(command.currency()), Money::plus);
        return new OrderPlaced(
                command.tenantId(),
                command.orderId(),
                command.channel(),
                command.externalId(),
                command.customer(),
                command.placedAt(),
                command.expiresAt(),
                lines,
                total,
                allocations);
    }

    @CommandHandler
    Decision<OrderState> accept(AcceptOrder command) {
        StreamId stream = command.orderId().streamOf(command.tenantId());
        Optional<Aggregate<Order>> order = Streams.load(orders, stream);
        if (order.isEmpty()) {
            return Decision.refused(new OrderNotFound(command.orderId()));
        }
        OrderState before = order.get().invoke(Order::state);
        @Nullable OrderRejection refusal = refusalOf(command, before);
        if (refusal != null) {
            return Decision.refused(refusal);
        }
        order.get().execute(found -> found.accept(command));
        OrderState after = order.get().invoke(Order::state);
        return Decision.accepted(after, stream, after.version());
    }

    private static @Nullable OrderRejection refusalOf(AcceptOrder command, OrderState before) {
        return switch (before.status()) {
            case ACCEPTED -> new OrderAlreadyAccepted(before.id(), Objects.requireNonNull(before.acceptedAt()));
            case CANCELLED -> alreadyCancelled(before);
            case PLACED ->
                before.expiresAt() != null && !command.acceptedAt().isBefore(before.expiresAt())
                        ? new OrderExpired(before.id(), before.expiresAt())
                        : null;
        };
    }

    @CommandHandler
    Decision<OrderState> cancel(CancelOrder command) throws Exception {
        StreamId stream = command.orderId().streamOf(command.tenantId());
        Optional<Aggregate<Order>> order = Streams.load(orders, stream);
        if (order.isEmpty()) {
            return Decision.refused(new OrderNotFound(command.orderId()));
        }
        OrderState before = order.get().invoke(Order::state);
        return switch (before.status()) {
            case CANCELLED -> Decision.refused(alreadyCancelled(before));
            case PLACED, ACCEPTED ->
                cancelled(
                        order.get(),
                        new OrderCancelled(
                                command.tenantId(), command.orderId(), command.reason(), command.cancelledAt()));
        };
    }

    /** Whatever the timers do, the order itself decides whether its time has come. */
    @CommandHandler
    Decision<OrderState> expire(ExpireOrder command) throws Exception {
        StreamId stream = command.orderId().streamOf(command.tenantId());
        Optional<Aggregate<Order>> order = Streams.load(orders, stream);
        if (order.isEmpty()) {
            return Decision.refused(new OrderNotFound(command.orderId()));
        }
        OrderState before = order.get().invoke(Order::state);
        return switch (before.status()) {
            case CANCELLED -> Decision.refused(alreadyCancelled(before));
            case ACCEPTED ->
                Decision.refused(new OrderAlreadyAccepted(before.id(), Objects.requireNonNull(before.acceptedAt())));
            case PLACED ->
                before.expiresAt() == null || command.expiredAt().isBefore(before.expiresAt())
                        ? Decision.refused(new OrderNotDue(before.id(), before.expiresAt()))
                        : cancelled(
                                order.get(),
                                new OrderCancelled(
                                        command.tenantId(),
                                        command.orderId(),
                                        ExpireOrder.REASON,
                                        command.expiredAt()));
        };
    }

    private static OrderAlreadyCancelled alreadyCancelled(OrderState before) {
        return new OrderAlreadyCancelled(
                before.id(), Objects.requireNonNull(before.cancellation()).cancelledAt());
    }

    private Decision<OrderState> cancelled(Aggregate<Order> order, OrderCancelled cancelled) throws Exception {
        List<Allocation> allocations = order.invoke(Order::state).allocations();
        StockHold hold = stock.hold(
                cancelled.tenantId(), allocations.stream().map(Allocation::sku).toList());
        hold.release(cancelled.orderId(), allocations);
        hold.carryOut();
        order.execute(found -> found.cancel(cancelled));
        OrderState after = order.invoke(Order::state);
        return Decision.accepted(after, cancelled.orderId().streamOf(cancelled.tenantId()), after.version());
    }
}
