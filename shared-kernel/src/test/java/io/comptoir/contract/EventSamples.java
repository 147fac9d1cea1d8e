package io.comptoir.contract;

import io.comptoir.contract.access.ApiKeyIssued;
import io.comptoir.contract.access.ApiKeyRefused;
import io.comptoir.contract.access.ApiKeyRevoked;
import io.comptoir.contract.access.ApiKeyRotated;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.MemberAdded;
import io.comptoir.contract.access.MemberGrantsChanged;
import io.comptoir.contract.access.MemberRemoved;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.access.RoleChanged;
import io.comptoir.contract.access.RoleDefined;
import io.comptoir.contract.access.RoleGrant;
import io.comptoir.contract.access.RoleRemoved;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.catalog.ProductRepriced;
import io.comptoir.contract.effects.EffectConfirmed;
import io.comptoir.contract.effects.EffectFailed;
import io.comptoir.contract.effects.EffectKind;
import io.comptoir.contract.effects.EffectKindSwitched;
import io.comptoir.contract.effects.EffectPlanned;
import io.comptoir.contract.effects.EffectRescheduled;
import io.comptoir.contract.effects.EffectSent;
import io.comptoir.contract.effects.EffectUnclear;
import io.comptoir.contract.effects.SwitchEffectKind;
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
import io.comptoir.contract.orders.OrderAccepted;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.organizations.OrganizationCreated;
import io.comptoir.contract.organizations.OrganizationResumed;
import io.comptoir.contract.organizations.OrganizationSuspended;
import io.comptoir.contract.organizations.SlugClaimed;
import io.comptoir.contract.privacy.DataSubjectErased;
import io.comptoir.contract.requests.RequestCarriedOut;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.EffectId;
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
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One example of every event, with every component filled; the golden files hold them as they were stored. */
final class EventSamples {

    private static final TenantId TENANT = TenantId.of("0192f0c1-7a40-7000-8000-00000000d3a0");
    private static final OrderId ORDER = OrderId.of("0192f0c1-7a41-7000-8000-0000000000a1");
    private static final ImportId IMPORT = ImportId.of("0192f0c1-7a42-7000-8000-0000000000b2");
    private static final ApiKeyId KEY = new ApiKeyId("abcdefghijkl2345");
    private static final SubjectId SUBJECT = new SubjectId("auth0|507f1f77bcf86cd799439011");
    private static final EffectId EFFECT = EffectId.of("0192f0c1-7a43-8000-8000-0000000000c3");
    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Sku SKU = new Sku("85123A");
    private static final Note NAME = new Note("WHITE HANGING HEART T-LIGHT HOLDER");
    private static final Channel CHANNEL = new Channel("online-retail");
    private static final ExternalId INVOICE = new ExternalId("536365");
    private static final Instant PLACED_AT = Instant.parse("2010-12-01T08:26:00Z");

    private EventSamples() {}

    /** What the golden files of older revisions are today, by their names. */
    static Map<String, DomainEvent> ofOlderRevisions() {
        return Map.of(
                "access/ApiKeyIssued-1",
                new ApiKeyIssued(TENANT, new KeyGrant(KEY, "9f86d081884c7d65", new Note("owner"), Role.OWNER)),
                "catalog/ProductRepriced-1",
                new ProductRepriced(TENANT, SKU, Money.of("2.95", GBP), null),
                // In the clear, as it was stored; the event store seals it when it reads the event.
                "orders/OrderPlaced-1",
                orderPlaced(
                        new Customer(
                                new DataSubjectId("17850"),
                                new Note("Ada Lovelace"),
                                new Note("ada@example.org"),
                                new Country("United Kingdom")),
                        null));
    }

    static List<DomainEvent> all() {
        return List.of(
                new ApiKeyIssued(
                        TENANT,
                        new KeyGrant(
                                KEY,
                                "9f86d081884c7d65",
                                new Note("owner"),
                                Role.OWNER,
                                List.of(Permission.ORDERS_READ, Permission.PLATFORM_OPERATE),
                                SUBJECT,
                                PLACED_AT,
                                true)),
                new ApiKeyRotated(TENANT, KEY, "9f86d081884c7d65", PLACED_AT, PLACED_AT.plusSeconds(86_400)),
                new ApiKeyRevoked(TENANT, KEY, new Note("leaked"), PLACED_AT),
                new ApiKeyRefused(TENANT, KEY, ApiKeyRefused.Reason.EXPIRED, 12),
                new RoleDefined(TENANT, new Role("support"), List.of(Permission.ORDERS_READ, Permission.SEARCH_READ)),
                new RoleChanged(TENANT, new Role("support"), List.of(Permission.ORDERS_READ)),
                new RoleRemoved(TENANT, new Role("support")),
                new MemberAdded(
                        TENANT,
                        SUBJECT,
                        new Note("night shift"),
                        List.of(new RoleGrant(Role.ANALYST, null), new RoleGrant(new Role("support"), PLACED_AT))),
                new MemberGrantsChanged(TENANT, SUBJECT, List.of(new RoleGrant(Role.AUDITOR, PLACED_AT))),
                new MemberRemoved(TENANT, SUBJECT),
                new OrganizationCreated(TENANT, new Slug("demo"), new Note("Demo")),
                new OrganizationSuspended(TENANT, new Note("unpaid"), PLACED_AT),
                new OrganizationResumed(TENANT, new Note("paid"), PLACED_AT.plusSeconds(86_400)),
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
                orderPlaced(
                        new Customer(
                                new DataSubjectId("17850"),
                                null,
                                null,
                                new Country("United Kingdom"),
                                new Sealed("customer:AQAAAAFvbmx5IHRoZSBrZXkgb2YgaXRzIHBlcnNvbiBvcGVucyB0aGlz")),
                        PLACED_AT.plusSeconds(172_800)),
                new DataSubjectErased(
                        TENANT,
                        new DataSubjectId("17850"),
                        1,
                        new Note("asked by letter"),
                        PLACED_AT.plusSeconds(7_200)),
                new OrderAccepted(TENANT, ORDER, PLACED_AT.plusSeconds(1_800)),
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
                new ImportFailed(TENANT, IMPORT, "line 12: the quotation mark is never closed"),
                new EffectPlanned(TENANT, EFFECT, EffectKind.ORDER_CONFIRMATION, ORDER.streamOf(TENANT), PLACED_AT),
                new EffectSent(TENANT, EFFECT, PLACED_AT, PLACED_AT.plusSeconds(600)),
                new EffectRescheduled(
                        TENANT, EFFECT, "the mail server cannot be reached", 1, PLACED_AT.plusSeconds(30)),
                new EffectConfirmed(TENANT, EFFECT, "receiver", PLACED_AT),
                new EffectUnclear(
                        TENANT, EFFECT, "the mail server's answer was lost", PLACED_AT, PLACED_AT.plusSeconds(60)),
                new EffectFailed(TENANT, EFFECT, "erased", PLACED_AT),
                new EffectKindSwitched(SwitchEffectKind.PLATFORM, EffectKind.ORDER_CONFIRMATION, true, 19_632),
                new RequestCarriedOut(
                        TENANT,
                        "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
                        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                        ORDER.streamOf(TENANT),
                        1,
                        false));
    }

    private static OrderPlaced orderPlaced(Customer customer, @Nullable Instant expiresAt) {
        return new OrderPlaced(
                TENANT,
                ORDER,
                CHANNEL,
                INVOICE,
                customer,
                PLACED_AT,
                expiresAt,
                List.of(new OrderLine(SKU, NAME, new Quantity(6), Money.of("2.55", GBP))),
                Money.of("15.30", GBP),
                List.of(new Allocation(SKU, Location.MAIN, 6)));
    }
}
