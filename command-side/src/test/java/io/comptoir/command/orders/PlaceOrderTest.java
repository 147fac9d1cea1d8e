package io.comptoir.command.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.catalog.CatalogRejection.UnknownSku;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.inventory.InventoryRejection.InsufficientStock;
import io.comptoir.contract.inventory.Shortage;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.orders.OrderRejection.LineCountOutOfRange;
import io.comptoir.contract.orders.OrderRejection.MixedCurrencies;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlaceOrderTest {

    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Channel WEB = new Channel("web");
    private static final Sku CUP = new Sku("CUP");
    private static final Sku POT = new Sku("POT");
    private static final Location EAST = new Location("east");
    private static final Location WEST = new Location("west");

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();
    private final OrderId orderId = OrderId.next(NOON);

    @Test
    void takesTheStockAndPlacesTheOrderTogether() {
        scenario.given(product(CUP), received(CUP, Location.MAIN, 10), product(POT), received(POT, Location.MAIN, 1))
                .when(order(line(POT, 1, "20.00"), line(CUP, 4, "2.55")))
                .then(
                        new StockReserved(tenant, CUP, Location.MAIN, orderId, 4),
                        new StockReserved(tenant, POT, Location.MAIN, orderId, 1),
                        placed(
                                null,
                                "30.20",
                                List.of(orderLine(POT, 1, "20.00"), orderLine(CUP, 4, "2.55")),
                                new Allocation(CUP, Location.MAIN, 4),
                                new Allocation(POT, Location.MAIN, 1)));
    }

    @Test
    void addsUpTheLinesOfOneSkuAndKeepsThemApartInTheOrder() {
        scenario.given(product(CUP), received(CUP, Location.MAIN, 5))
                .when(order(line(CUP, 2, "2.00"), line(CUP, 3, "1.50")))
                .then(
                        new StockReserved(tenant, CUP, Location.MAIN, orderId, 5),
                        placed(
                                null,
                                "8.50",
                                List.of(orderLine(CUP, 2, "2.00"), orderLine(CUP, 3, "1.50")),
                                new Allocation(CUP, Location.MAIN, 5)));
    }

    @Test
    void takesTheVeryLastUnit() {
        scenario.given(product(CUP), received(CUP, Location.MAIN, 3)).when(order(line(CUP, 3, "1.00")));

        assertThat(scenario.appended()).hasSize(2);
    }

    @Test
    void listsEveryShortageAndTakesNothing() {
        scenario.given(
                        product(CUP),
                        received(CUP, Location.MAIN, 3),
                        product(POT),
                        product(new Sku("LID")),
                        received(new Sku("LID"), Location.MAIN, 9))
                .when(order(
                        line(CUP, 2, "1.00"),
                        line(POT, 1, "1.00"),
                        line(CUP, 2, "1.00"),
                        line(new Sku("LID"), 9, "1.00")))
                .thenRefused(new InsufficientStock(List.of(new Shortage(CUP, 4, 3), new Shortage(POT, 1, 0))));
    }

    @Test
    void takesAllFromOneLocationWhereOneSufficesThoughTheMainOneHasSome() {
        scenario.given(product(CUP), received(CUP, Location.MAIN, 3), received(CUP, EAST, 5))
                .when(order(line(CUP, 4, "1.00")))
                .then(
                        new StockReserved(tenant, CUP, EAST, orderId, 4),
                        placed(null, "4.00", List.of(orderLine(CUP, 4, "1.00")), new Allocation(CUP, EAST, 4)));
    }

    @Test
    void splitsOverLocationsWhereNoneSufficesTheFullestFirst() {
        scenario.given(product(CUP), received(CUP, Location.MAIN, 2), received(CUP, EAST, 5), received(CUP, WEST, 4))
                .when(order(line(CUP, 10, "1.00")))
                .then(
                        new StockReserved(tenant, CUP, EAST, orderId, 5),
                        new StockReserved(tenant, CUP, WEST, orderId, 4),
                        new StockReserved(tenant, CUP, Location.MAIN, orderId, 1),
                        placed(
                                null,
                                "10.00",
                                List.of(orderLine(CUP, 10, "1.00")),
                                new Allocation(CUP, EAST, 5),
                                new Allocation(CUP, WEST, 4),
                                new Allocation(CUP, Location.MAIN, 1)));
    }

    @Test
    void receivesFirstWhatAHistoricOrderTakes() {
        scenario.given(product(CUP))
                .when(new PlaceOrder(
                        tenant,
                        orderId,
                        WEB,
                        null,
                        GBP,
                        Customer.UNKNOWN,
                        NOON,
                        null,
                        List.of(line(CUP, 2, "1.00"), line(CUP, 3, "1.00")),
                        Supply.RECEIVED_FIRST))
                .then(
                        new StockReceived(tenant, CUP, Location.MAIN, new Quantity(2), new Note(orderId.toString())),
                        new StockReceived(tenant, CUP, Location.MAIN, new Quantity(3), new Note(orderId.toString())),
                        new StockReserved(tenant, CUP, Location.MAIN, orderId, 5),
                        placed(
                                null,
                                "5.00",
                                List.of(orderLine(CUP, 2, "1.00"), orderLine(CUP, 3, "1.00")),
                                new Allocation(CUP, Location.MAIN, 5)));
    }

    @Test
    void namesEveryUnknownSku() {
        scenario.given(product(CUP), received(CUP, Location.MAIN, 3))
                .when(order(line(new Sku("Z"), 1, "1.00"), line(CUP, 9, "1.00"), line(new Sku("A"), 1, "1.00")))
                .thenRefused(new UnknownSku(List.of(new Sku("A"), new Sku("Z"))));
    }

    @Test
    void refusesAnOrderWithoutLines() {
        scenario.when(order()).thenRefused(new LineCountOutOfRange(0, 2_000));
    }

    @Test
    void acceptsTheMostLinesAndRefusesOneMore() {
        scenario.given(product(CUP), received(CUP, Location.MAIN, 2_000))
                .when(order(Collections.nCopies(2_001, line(CUP, 1, "0.01")).toArray(PlaceOrder.Line[]::new)))
                .thenRefused(new LineCountOutOfRange(2_001, 2_000))
                .when(order(Collections.nCopies(2_000, line(CUP, 1, "0.01")).toArray(PlaceOrder.Line[]::new)));

        assertThat(scenario.appended()).hasSize(2);
    }

    @Test
    void refusesPricesInAnotherCurrency() {
        Currency eur = Currency.getInstance("EUR");
        scenario.given(product(CUP), received(CUP, Location.MAIN, 2))
                .when(order(line(CUP, 1, "1.00"), new PlaceOrder.Line(CUP, new Quantity(1), Money.of("1.00", eur))))
                .thenRefused(new MixedCurrencies(GBP, List.of(eur)));
    }

    @Test
    void answersTheFirstOrderWhenTheChannelSendsItAgain() {
        ExternalId externalId = new ExternalId("536365");
        PlaceOrder first = external(externalId, line(CUP, 2, "1.00"));
        PlaceOrder again = external(externalId, line(CUP, 1, "9.00"));

        scenario.given(product(CUP), received(CUP, Location.MAIN, 2)).when(first);
        assertThat(scenario.appended()).hasSize(2);
        Object placed = scenario.outcome();

        scenario.when(again).thenRepeated();
        assertThat(scenario.<Object>outcome()).isEqualTo(placed);
    }

    @Test
    void knowsNoProductOfAnotherOrganization() {
        CommandScenario other = new CommandScenario();
        other.given(new ProductRegistered(other.tenantId(), CUP, new Note("A CUP"), Money.of("3.00", GBP)));

        scenario.when(order(line(CUP, 1, "1.00"))).thenRefused(new UnknownSku(List.of(CUP)));
    }

    private PlaceOrder order(PlaceOrder.Line... lines) {
        return new PlaceOrder(
                tenant, orderId, WEB, null, GBP, Customer.UNKNOWN, NOON, null, List.of(lines), Supply.FROM_STOCK);
    }

    private PlaceOrder external(ExternalId externalId, PlaceOrder.Line... lines) {
        return new PlaceOrder(
                tenant,
                OrderId.ofExternal(tenant, WEB, externalId),
                WEB,
                externalId,
                GBP,
                Customer.UNKNOWN,
                NOON,
                null,
                List.of(lines),
                Supply.FROM_STOCK);
    }

    private OrderPlaced placed(
            @Nullable ExternalId externalId, String total, List<OrderLine> lines, Allocation... allocations) {
        return new OrderPlaced(
                tenant,
                orderId,
                WEB,
                externalId,
                Customer.UNKNOWN,
                NOON,
                null,
                lines,
                Money.of(total, GBP),
                List.of(allocations));
    }

    private DomainEvent product(Sku sku) {
        return new ProductRegistered(tenant, sku, new Note("A " + sku), Money.of("3.00", GBP));
    }

    private DomainEvent received(Sku sku, Location location, int quantity) {
        return new StockReceived(tenant, sku, location, new Quantity(quantity), null);
    }

    private static PlaceOrder.Line line(Sku sku, int quantity, String price) {
        return new PlaceOrder.Line(sku, new Quantity(quantity), Money.of(price, GBP));
    }

    private static OrderLine orderLine(Sku sku, int quantity, String price) {
        return new OrderLine(sku, new Note("A " + sku), new Quantity(quantity), Money.of(price, GBP));
    }
}
