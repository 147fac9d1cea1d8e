package io.comptoir.command.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockReleased;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.orders.AcceptOrder;
import io.comptoir.contract.orders.CancelOrder;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.ExpireOrder;
import io.comptoir.contract.orders.OrderAccepted;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.orders.OrderRejection.OrderAlreadyAccepted;
import io.comptoir.contract.orders.OrderRejection.OrderAlreadyCancelled;
import io.comptoir.contract.orders.OrderRejection.OrderExpired;
import io.comptoir.contract.orders.OrderRejection.OrderNotDue;
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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** An order is accepted before its time, or cancelled at it. */
class AcceptOrderTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant DUE = Instant.parse("2026-03-01T14:00:00Z");
    private static final Money PRICE = Money.of("2.00", Currency.getInstance("GBP"));
    private static final Sku CUP = new Sku("CUP");
    private static final Note CHANGED_MIND = new Note("changed mind");

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();
    private final OrderId orderId = OrderId.next(NOON);

    @Test
    void acceptsAnOrderUntilItsTimeComes() {
        givenAnOrder(DUE).when(accept(DUE.minusMillis(1))).then(accepted(DUE.minusMillis(1)));

        OrderState state = scenario.outcome();
        assertThat(state.status()).isEqualTo(OrderStatus.ACCEPTED);
        assertThat(state.acceptedAt()).isEqualTo(DUE.minusMillis(1));
        assertThat(state.expiresAt()).isNull();
        assertThat(state.version()).isEqualTo(2);
        assertThat(state.allocations()).hasSize(1);
    }

    @Test
    void acceptsNoneWhoseTimeHasComeAlthoughNobodyCancelledItYet() {
        givenAnOrder(DUE).when(accept(DUE)).thenRefused(new OrderExpired(orderId, DUE));
    }

    @Test
    void acceptsAnOrderThatNeverExpiresAtAnyTime() {
        givenAnOrder(null).when(accept(DUE.plusSeconds(1_000_000))).then(accepted(DUE.plusSeconds(1_000_000)));
    }

    @Test
    void acceptsOnce() {
        givenAnOrder(DUE)
                .given(accepted(NOON))
                .when(accept(NOON.plusSeconds(1)))
                .thenRefused(new OrderAlreadyAccepted(orderId, NOON));
    }

    @Test
    void acceptsNoCancelledOrder() {
        givenAnOrder(DUE)
                .given(cancelled(CHANGED_MIND, NOON))
                .when(accept(NOON.plusSeconds(1)))
                .thenRefused(new OrderAlreadyCancelled(orderId, NOON));
    }

    @Test
    void acceptsNoOrderOfAnotherOrganization() {
        givenAnOrder(DUE);
        CommandScenario other = new CommandScenario();

        other.when(new AcceptOrder(other.tenantId(), orderId, NOON)).thenRefused(new OrderNotFound(orderId));
    }

    @Test
    void cancelsAnAcceptedOrder() {
        givenAnOrder(DUE)
                .given(accepted(NOON))
                .when(new CancelOrder(tenant, orderId, CHANGED_MIND, DUE))
                .then(released(), cancelled(CHANGED_MIND, DUE));

        assertThat(scenario.<OrderState>outcome().acceptedAt()).isEqualTo(NOON);
    }

    @Test
    void expiresWithItsStockInOneAppend() {
        givenAnOrder(DUE).when(expire(DUE)).then(released(), cancelled(new Note("expired"), DUE));

        assertThat(scenario.<OrderState>outcome().expiresAt()).isNull();
    }

    @Test
    void expiresNotBeforeItsTimeAndNeverWithoutOne() {
        givenAnOrder(DUE).when(expire(DUE.minusMillis(1))).thenRefused(new OrderNotDue(orderId, DUE));
        CommandScenario other = new CommandScenario();
        givenAnOrder(other, null)
                .when(new ExpireOrder(other.tenantId(), orderId, DUE))
                .thenRefused(new OrderNotDue(orderId, null));
    }

    @Test
    void expiresNeitherWhenAcceptedNorTwice() {
        givenAnOrder(DUE).given(accepted(NOON)).when(expire(DUE)).thenRefused(new OrderAlreadyAccepted(orderId, NOON));
        scenario.when(new CancelOrder(tenant, orderId, CHANGED_MIND, DUE))
                .when(expire(DUE.plusSeconds(1)))
                .thenRefused(new OrderAlreadyCancelled(orderId, DUE));
    }

    @Test
    void expiresNoOrderThatIsNotThere() {
        scenario.when(expire(DUE)).thenRefused(new OrderNotFound(orderId));
    }

    private CommandScenario givenAnOrder(@Nullable Instant expiresAt) {
        return givenAnOrder(scenario, expiresAt);
    }

    private CommandScenario givenAnOrder(CommandScenario of, @Nullable Instant expiresAt) {
        TenantId owner = of.tenantId();
        return of.given(
                new ProductRegistered(owner, CUP, new Note("A cup"), PRICE),
                new StockReceived(owner, CUP, Location.MAIN, new Quantity(3), null),
                new StockReserved(owner, CUP, Location.MAIN, orderId, 1),
                new OrderPlaced(
                        owner,
                        orderId,
                        new Channel("web"),
                        null,
                        Customer.UNKNOWN,
                        NOON,
                        expiresAt,
                        List.of(new OrderLine(CUP, new Note("A cup"), new Quantity(1), PRICE)),
                        PRICE,
                        List.of(new Allocation(CUP, Location.MAIN, 1))));
    }

    private AcceptOrder accept(Instant at) {
        return new AcceptOrder(tenant, orderId, at);
    }

    private ExpireOrder expire(Instant at) {
        return new ExpireOrder(tenant, orderId, at);
    }

    private OrderAccepted accepted(Instant at) {
        return new OrderAccepted(tenant, orderId, at);
    }

    private OrderCancelled cancelled(Note reason, Instant at) {
        return new OrderCancelled(tenant, orderId, reason, at);
    }

    private StockReleased released() {
        return new StockReleased(tenant, CUP, Location.MAIN, orderId, 1);
    }
}
