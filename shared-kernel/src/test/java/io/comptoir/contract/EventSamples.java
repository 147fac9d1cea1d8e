package io.comptoir.contract;

import io.comptoir.contract.access.ApiKeyIssued;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.catalog.ProductRepriced;
import io.comptoir.contract.imports.ImportAdvanced;
import io.comptoir.contract.imports.ImportCompleted;
import io.comptoir.contract.imports.ImportFailed;
import io.comptoir.contract.imports.ImportProfile;
import io.comptoir.contract.imports.ImportStarted;
import io.comptoir.contract.imports.ImportTally;
import io.comptoir.contract.imports.RejectedRow;
import io.comptoir.contract.inventory.AdjustmentLine;
import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.inventory.StockAdjusted;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockReleased;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.organizations.OrganizationCreated;
import io.comptoir.contract.organizations.SlugClaimed;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.StockDelta;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;

/** One example of every event, with every component filled; the golden files hold them as they were stored. */
final class EventSamples {

    private static final TenantId TENANT = TenantId.of("0192f0c1-7a40-7000-8000-00000000d3a0");
    private static final OrderId ORDER = OrderId.of("0192f0c1-7a41-7000-8000-0000000000a1");
    private static final ImportId IMPORT = ImportId.of("0192f0c1-7a42-7000-8000-0000000000b2");
    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Sku SKU = new Sku("85123A");
    private static final Note NAME = new Note("WHITE HANGING HEART T-LIGHT HOLDER");
    private static final Channel CHANNEL = new Channel("online-retail");
    private static final ExternalId INVOICE = new ExternalId("536365");
    private static final Instant PLACED_AT = Instant.parse("2010-12-01T08:26:00Z");

    private EventSamples() {}

    /** What the golden files of older revisions are today, by their names. */
    static Map<String, DomainEvent> ofOlderRevisions() {
        return Map.of("catalog/ProductRepriced-1", new ProductRepriced(TENANT, SKU, Money.of("2.95", GBP), null));
    }

    static List<DomainEvent> all() {
        return List.of(
                new ApiKeyIssued(
                        TENANT,
                        new KeyGrant(
                                new ApiKeyId("abcdefghijkl2345"), "9f86d081884c7d65", new Note("owner"), Role.OWNER)),
                new OrganizationCreated(TENANT, new Slug("demo"), new Note("Demo")),
                new SlugClaimed(TENANT, new Slug("demo")),
                new ProductRegistered(TENANT, SKU, NAME, Money.of("2.55", GBP)),
                new ProductRepriced(TENANT, SKU, Money.of("2.95", GBP), Money.of("2.55", GBP)),
                new StockReceived(TENANT, SKU, Location.MAIN, new Quantity(6), new Note("536365")),
                new StockAdjusted(TENANT, SKU, Location.MAIN, new StockDelta(-2), new Note("damaged")),
                new StockReserved(TENANT, SKU, Location.MAIN, ORDER, 6),
                new StockReleased(TENANT, SKU, Location.MAIN, ORDER, 6),
                new AdjustmentsBooked(
                        TENANT,
                        CHANNEL,
                        INVOICE,
                        List.of(new AdjustmentLine(SKU, Location.MAIN, new StockDelta(-2), new Note("damaged")))),
                new OrderPlaced(
                        TENANT,
                        ORDER,
                        CHANNEL,
                        INVOICE,
                        new Customer(
                                new Note("17850"),
                                new Note("Ada Lovelace"),
                                new Note("ada@example.org"),
                                new Country("United Kingdom")),
                        PLACED_AT,
                        List.of(new OrderLine(SKU, NAME, new Quantity(6), Money.of("2.55", GBP))),
                        Money.of("15.30", GBP),
                        List.of(new Allocation(SKU, Location.MAIN, 6))),
                new OrderCancelled(TENANT, ORDER, new Note("changed mind"), PLACED_AT.plusSeconds(3_600)),
                new ImportStarted(TENANT, IMPORT, ImportProfile.ONLINE_RETAIL, 1_608_167, "9f86d081884c7d65"),
                new ImportAdvanced(
                        TENANT,
                        IMPORT,
                        19_632,
                        new ImportTally(1_000, 40, 980, 10, 0, 9, 1),
                        List.of(new RejectedRow(17, "quantity must not be 0")),
                        2_500),
                new ImportCompleted(TENANT, IMPORT),
                new ImportFailed(TENANT, IMPORT, "line 12: the quotation mark is never closed"));
    }
}
