package io.comptoir.platform.messaging;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.Rejection;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.catalog.CatalogRejection;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.catalog.RegisterProduct;
import io.comptoir.contract.catalog.RegisterProducts;
import io.comptoir.contract.catalog.RepriceProduct;
import io.comptoir.contract.imports.CompleteImport;
import io.comptoir.contract.imports.FailImport;
import io.comptoir.contract.imports.ImportProfile;
import io.comptoir.contract.imports.ImportRejection;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.ImportTally;
import io.comptoir.contract.imports.RecordImportProgress;
import io.comptoir.contract.imports.RejectedRow;
import io.comptoir.contract.imports.StartImport;
import io.comptoir.contract.inventory.AdjustStock;
import io.comptoir.contract.inventory.AdjustmentLine;
import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.inventory.BookAdjustments;
import io.comptoir.contract.inventory.InventoryRejection;
import io.comptoir.contract.inventory.ReceiveStock;
import io.comptoir.contract.inventory.Shortage;
import io.comptoir.contract.inventory.StockLevel;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.orders.CancelOrder;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderRejection;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.OrderStatus;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.organizations.OrganizationRejection;
import io.comptoir.contract.privacy.EraseDataSubject;
import io.comptoir.contract.privacy.Erasure;
import io.comptoir.contract.privacy.PrivacyRejection;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sealed;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.StockDelta;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.stream.Stream;

/** One example of every command, every refusal and every kind of answer, with every component filled. */
final class MessageSamples {

    private static final TenantId TENANT = TenantId.of("0192f0c1-7a40-7000-8000-00000000d3a0");
    private static final OrderId ORDER = OrderId.of("0192f0c1-7a41-7000-8000-0000000000a1");
    private static final ImportId IMPORT = ImportId.of("0192f0c1-7a42-7000-8000-0000000000b2");
    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Sku SKU = new Sku("85123A");
    private static final Note NAME = new Note("WHITE HANGING HEART T-LIGHT HOLDER");
    private static final Note REASON = new Note("damaged");
    private static final Money PRICE = Money.of("2.55", GBP);
    private static final Channel CHANNEL = new Channel("online-retail");
    private static final ExternalId INVOICE = new ExternalId("536365");
    private static final Instant AT = Instant.parse("2010-12-01T08:26:00Z");
    private static final DataSubjectId SUBJECT = new DataSubjectId("17850");
    private static final Customer CUSTOMER = new Customer(
            SUBJECT, null, null, new Country("United Kingdom"), new Sealed("customer:AQAAAAFvbmx5IGl0cyBrZXk="));
    private static final ImportTally TALLY = new ImportTally(1_000, 40, 980, 10, 0, 9, 1);
    private static final RejectedRow REJECTED_ROW = new RejectedRow(17, "quantity must not be 0");
    private static final AdjustmentLine ADJUSTMENT = new AdjustmentLine(SKU, Location.MAIN, new StockDelta(-2), REASON);

    private MessageSamples() {}

    static Stream<Command> commands() {
        return Stream.of(
                new CreateOrganization(
                        TENANT,
                        new Slug("demo"),
                        new Note("Demo"),
                        new KeyGrant(
                                new ApiKeyId("abcdefghijkl2345"), "9f86d081884c7d65", new Note("owner"), Role.OWNER)),
                new RegisterProduct(TENANT, SKU, NAME, PRICE),
                new RegisterProducts(TENANT, List.of(new RegisterProducts.NewProduct(SKU, NAME, PRICE))),
                new RepriceProduct(TENANT, SKU, PRICE),
                new ReceiveStock(TENANT, SKU, Location.MAIN, new Quantity(6), new Note("delivery 1")),
                new AdjustStock(TENANT, SKU, Location.MAIN, new StockDelta(-2), REASON),
                new BookAdjustments(TENANT, CHANNEL, INVOICE, List.of(ADJUSTMENT), Supply.RECEIVED_FIRST),
                new PlaceOrder(
                        TENANT,
                        ORDER,
                        CHANNEL,
                        INVOICE,
                        GBP,
                        CUSTOMER,
                        AT,
                        List.of(new PlaceOrder.Line(SKU, new Quantity(6), PRICE)),
                        Supply.FROM_STOCK),
                new CancelOrder(TENANT, ORDER, REASON, AT),
                new EraseDataSubject(TENANT, SUBJECT, REASON, AT),
                new StartImport(TENANT, IMPORT, ImportProfile.ONLINE_RETAIL, 1_608_167, "9f86d081884c7d65"),
                new RecordImportProgress(TENANT, IMPORT, 19_632, TALLY, List.of(REJECTED_ROW), 2_500),
                new CompleteImport(TENANT, IMPORT),
                new FailImport(TENANT, IMPORT, "line 12: the quotation mark is never closed"));
    }

    static Stream<Rejection> rejections() {
        return Stream.of(
                new OrganizationRejection.SlugTaken(new Slug("demo")),
                new CatalogRejection.SkuAlreadyRegistered(SKU),
                new CatalogRejection.ProductCountOutOfRange(1_001, 1_000),
                new CatalogRejection.ProductNotFound(SKU),
                new CatalogRejection.UnknownSku(List.of(SKU, new Sku("71053"))),
                new InventoryRejection.InsufficientStock(
                        List.of(new Shortage(SKU, 6, 5), new Shortage(new Sku("71053"), 1, 0))),
                new InventoryRejection.WriteOffExceedsAvailable(SKU, Location.MAIN, 3, 2),
                new InventoryRejection.LocationFull(SKU, Location.MAIN, 1_000_000_000),
                new InventoryRejection.TooManyLocations(SKU, 200),
                new InventoryRejection.LineCountOutOfRange(2_001, 2_000),
                new OrderRejection.OrderNotFound(ORDER),
                new OrderRejection.OrderAlreadyCancelled(ORDER, AT),
                new OrderRejection.LineCountOutOfRange(0, 2_000),
                new OrderRejection.MixedCurrencies(GBP, List.of(Currency.getInstance("EUR"))),
                new PrivacyRejection.DataSubjectNotFound(SUBJECT),
                new PrivacyRejection.DataSubjectAlreadyErased(SUBJECT, AT),
                new ImportRejection.ImportNotFound(IMPORT),
                new ImportRejection.EmptyFile(),
                new ImportRejection.TooManyImports(20),
                new ImportRejection.ImportEnded(IMPORT));
    }

    /** What accepted commands answer: a value, and every state. */
    static Stream<Object> outcomes() {
        return Stream.of(
                TENANT,
                new ProductState(SKU, NAME, PRICE, 1),
                new RegisterProducts.Registered(List.of(SKU)),
                new StockState(SKU, 10, 2, List.of(new StockLevel(Location.MAIN, 8, 6)), 3),
                new AdjustmentsBooked(TENANT, CHANNEL, INVOICE, List.of(ADJUSTMENT)),
                new OrderState(
                        ORDER,
                        INVOICE,
                        CHANNEL,
                        OrderStatus.CANCELLED,
                        2,
                        Money.of("15.30", GBP),
                        AT,
                        CUSTOMER,
                        List.of(new OrderLine(SKU, NAME, new Quantity(6), PRICE)),
                        List.of(new Allocation(SKU, Location.MAIN, 6)),
                        new OrderState.Cancellation(REASON, AT.plusSeconds(60))),
                new Erasure(SUBJECT, 2, REASON, AT),
                new ImportState(
                        IMPORT,
                        ImportProfile.ONLINE_RETAIL,
                        ImportState.Status.FAILED,
                        19_632,
                        TALLY,
                        2_500,
                        List.of(REJECTED_ROW),
                        "line 12: the quotation mark is never closed",
                        4));
    }

    static Stream<Decision<?>> decisions() {
        StreamId stream = ORDER.streamOf(TENANT);
        return Stream.concat(
                rejections().map(Decision::refused),
                outcomes()
                        .flatMap(outcome -> Stream.of(
                                Decision.accepted(outcome, stream, 3), Decision.repeated(outcome, stream, 3))));
    }
}
