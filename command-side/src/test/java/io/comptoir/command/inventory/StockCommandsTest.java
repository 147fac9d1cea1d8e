package io.comptoir.command.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.catalog.CatalogRejection.UnknownSku;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.inventory.AdjustStock;
import io.comptoir.contract.inventory.AdjustmentLine;
import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.BookAdjustments;
import io.comptoir.contract.inventory.InventoryRejection.LineCountOutOfRange;
import io.comptoir.contract.inventory.InventoryRejection.LocationFull;
import io.comptoir.contract.inventory.InventoryRejection.TooManyLocations;
import io.comptoir.contract.inventory.InventoryRejection.WriteOffExceedsAvailable;
import io.comptoir.contract.inventory.ReceiveStock;
import io.comptoir.contract.inventory.StockAdjusted;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StockDelta;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StockCommandsTest {

    private static final Sku CUP = new Sku("CUP");
    private static final Note FOUND = new Note("found behind the shelf");
    private static final Channel CHANNEL = new Channel("online-retail");
    private static final ExternalId DOCUMENT = new ExternalId("536414");

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();

    @Test
    void receives() {
        scenario.given(product())
                .when(new ReceiveStock(tenant, CUP, Location.MAIN, new Quantity(7), new Note("PO 1")))
                .then(new StockReceived(tenant, CUP, Location.MAIN, new Quantity(7), new Note("PO 1")));

        StockState state = scenario.outcome();
        assertThat(state.available()).isEqualTo(7);
        assertThat(state.version()).isEqualTo(1);
    }

    @Test
    void receivesNothingForAnUnknownSku() {
        scenario.when(new ReceiveStock(tenant, CUP, Location.MAIN, new Quantity(7), null))
                .thenRefused(new UnknownSku(List.of(CUP)));
    }

    @Test
    void fillsALocationToItsLimitAndNotBeyond() {
        DomainEvent[] almostFull = IntStream.range(0, 1_000)
                .mapToObj(i -> received(Location.MAIN, i == 0 ? 999_999 : 1_000_000))
                .toArray(DomainEvent[]::new);
        scenario.given(product())
                .given(almostFull)
                .when(new ReceiveStock(tenant, CUP, Location.MAIN, new Quantity(2), null))
                .thenRefused(new LocationFull(CUP, Location.MAIN, 1_000_000_000))
                .when(new ReceiveStock(tenant, CUP, Location.MAIN, new Quantity(1), null))
                .then(received(Location.MAIN, 1));
    }

    @Test
    void keepsASkuAtNoMoreThanTheMostLocations() {
        DomainEvent[] everywhere = IntStream.range(0, 200)
                .mapToObj(i -> received(new Location("shop-" + i), 1))
                .toArray(DomainEvent[]::new);
        scenario.given(product())
                .given(everywhere)
                .when(new ReceiveStock(tenant, CUP, new Location("one-more"), new Quantity(1), null))
                .thenRefused(new TooManyLocations(CUP, 200))
                .when(new ReceiveStock(tenant, CUP, new Location("shop-7"), new Quantity(1), null))
                .then(received(new Location("shop-7"), 1));
    }

    @Test
    void writesOffWhatIsFreeAndNotWhatIsReserved() {
        scenario.given(
                        product(),
                        received(Location.MAIN, 5),
                        new StockReserved(tenant, CUP, Location.MAIN, OrderId.next(Instant.EPOCH), 2))
                .when(adjust(-4))
                .thenRefused(new WriteOffExceedsAvailable(CUP, Location.MAIN, 4, 3))
                .when(adjust(-3))
                .then(new StockAdjusted(tenant, CUP, Location.MAIN, new StockDelta(-3), FOUND));

        StockState state = scenario.outcome();
        assertThat(state.onHand()).isEqualTo(2);
        assertThat(state.available()).isZero();
        assertThat(state.received()).isEqualTo(5);
        assertThat(state.writtenOff()).isEqualTo(3);
    }

    @Test
    void findsGoods() {
        scenario.given(product())
                .when(adjust(4))
                .then(new StockAdjusted(tenant, CUP, Location.MAIN, new StockDelta(4), FOUND));
    }

    @Test
    void booksADocumentOfAdjustmentsOnce() {
        List<AdjustmentLine> lines = List.of(line(-3), line(2));
        BookAdjustments command = new BookAdjustments(tenant, CHANNEL, DOCUMENT, lines, Supply.RECEIVED_FIRST);
        scenario.given(product())
                .when(command)
                .then(
                        new StockReceived(tenant, CUP, Location.MAIN, new Quantity(3), new Note("536414")),
                        new StockAdjusted(tenant, CUP, Location.MAIN, new StockDelta(-3), FOUND),
                        new StockAdjusted(tenant, CUP, Location.MAIN, new StockDelta(2), FOUND),
                        new AdjustmentsBooked(tenant, CHANNEL, DOCUMENT, lines))
                .when(command)
                .thenRepeated();
    }

    @Test
    void answersWhatIsBookedWhenADocumentComesAgainWithOtherLines() {
        List<AdjustmentLine> lines = List.of(line(2));
        scenario.given(product())
                .when(new BookAdjustments(tenant, CHANNEL, DOCUMENT, lines, Supply.RECEIVED_FIRST))
                .when(new BookAdjustments(tenant, CHANNEL, DOCUMENT, List.of(line(7)), Supply.RECEIVED_FIRST))
                .thenRepeated();

        assertThat(scenario.<AdjustmentsBooked>outcome())
                .isEqualTo(new AdjustmentsBooked(tenant, CHANNEL, DOCUMENT, lines));
    }

    @Test
    void booksNothingOfADocumentWithOneImpossibleLine() {
        scenario.given(product(), received(Location.MAIN, 2))
                .when(new BookAdjustments(tenant, CHANNEL, DOCUMENT, List.of(line(-1), line(-2)), Supply.FROM_STOCK))
                .thenRefused(new WriteOffExceedsAvailable(CUP, Location.MAIN, 2, 1));
    }

    @Test
    void booksNoEmptyDocument() {
        scenario.when(new BookAdjustments(tenant, CHANNEL, DOCUMENT, List.of(), Supply.FROM_STOCK))
                .thenRefused(new LineCountOutOfRange(0, 2_000));
    }

    private DomainEvent product() {
        return new ProductRegistered(tenant, CUP, new Note("A cup"), Money.of("3.00", Currency.getInstance("GBP")));
    }

    private DomainEvent received(Location location, int quantity) {
        return new StockReceived(tenant, CUP, location, new Quantity(quantity), null);
    }

    private AdjustStock adjust(int delta) {
        return new AdjustStock(tenant, CUP, Location.MAIN, new StockDelta(delta), FOUND);
    }

    private static AdjustmentLine line(int delta) {
        return new AdjustmentLine(CUP, Location.MAIN, new StockDelta(delta), FOUND);
    }
}
