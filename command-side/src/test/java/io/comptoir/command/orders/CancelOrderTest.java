package io.comptoir.command.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockReleased;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.orders.CancelOrder;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.orders.OrderRejection.OrderAlreadyCancelled;
import io.comptoir.contract.orders.OrderRejection.OrderNotFound;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.OrderStatus;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancelOrderTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = Instant.parse("2026-03-01T15:00:00Z");
    private static final Money PRICE = Money.of("2.00", Currency.getInstance("GBP"));
    private static final Sku CUP = new Sku("CUP");
    private static final Location EAST = new Location("east");
    private static final Note CHANGED_MIND = new Note("changed mind");

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();
    private final OrderId orderId = OrderId.next(NOON);

    @Test
    void givesTheStockBackWhereItWasTaken() {
        givenAPlacedOrder()
                .when(cancel(LATER))
                .then(
                        new StockReleased(tenant, CUP, EAST, orderId, 3),
                        new StockReleased(tenant, CUP, Location.MAIN, orderId, 1),
                        new OrderCancelled(tenant, orderId, CHANGED_MIND, LATER));

        OrderState cancelled = scenario.outcome();
        assertThat(cancelled.status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(cancelled.version()).isEqualTo(2);
        assertThat(cancelled.allocations()).isEmpty();
    }

    @Test
    void cancelsOnce() {
        givenAPlacedOrder()
                .when(cancel(LATER))
                .when(cancel(LATER.plusSeconds(1)))
                .thenRefused(new OrderAlreadyCancelled(orderId, LATER));
    }

    @Test
    void findsNoOrderThatWasNeverPlaced() {
        scenario.when(cancel(LATER)).thenRefused(new OrderNotFound(orderId));
    }

    @Test
    void findsNoOrderOfAnotherOrganization() {
        givenAPlacedOrder();
        CommandScenario other = new CommandScenario();

        other.when(new CancelOrder(other.tenantId(), orderId, CHANGED_MIND, LATER))
                .thenRefused(new OrderNotFound(orderId));
    }

    private CommandScenario givenAPlacedOrder() {
        return scenario.given(
                new ProductRegistered(tenant, CUP, new Note("A cup"), PRICE),
                new StockReceived(tenant, CUP, EAST, new Quantity(3), null),
                new StockReceived(tenant, CUP, Location.MAIN, new Quantity(2), null),
                new StockReserved(tenant, CUP, EAST, orderId, 3),
                new StockReserved(tenant, CUP, Location.MAIN, orderId, 1),
                new OrderPlaced(
                        tenant,
                        orderId,
                        new Channel("web"),
                        null,
                        Customer.UNKNOWN,
                        NOON,
                        null,
                        List.of(new OrderLine(CUP, new Note("A cup"), new Quantity(4), PRICE)),
                        PRICE.times(4),
                        List.of(new Allocation(CUP, EAST, 3), new Allocation(CUP, Location.MAIN, 1))));
    }

    private CancelOrder cancel(Instant at) {
        return new CancelOrder(tenant, orderId, CHANGED_MIND, at);
    }
}
