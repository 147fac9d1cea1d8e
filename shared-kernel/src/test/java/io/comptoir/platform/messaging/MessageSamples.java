package io.comptoir.platform.messaging;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.Rejection;
import io.comptoir.contract.access.AccessRejection;
import io.comptoir.contract.access.AddMember;
import io.comptoir.contract.access.ApiKeyIssued;
import io.comptoir.contract.access.ApiKeyState;
import io.comptoir.contract.access.ChangeMemberGrants;
import io.comptoir.contract.access.ChangeRole;
import io.comptoir.contract.access.DefineRole;
import io.comptoir.contract.access.IssueApiKey;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.Member;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.RemoveMember;
import io.comptoir.contract.access.RemoveRole;
import io.comptoir.contract.access.RevokeApiKey;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.access.RoleDefinition;
import io.comptoir.contract.access.RoleGrant;
import io.comptoir.contract.access.RotateApiKey;
import io.comptoir.contract.catalog.CatalogRejection;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.catalog.RegisterProduct;
import io.comptoir.contract.catalog.RegisterProducts;
import io.comptoir.contract.catalog.RepriceProduct;
import io.comptoir.contract.effects.EffectKind;
import io.comptoir.contract.effects.EffectKindSwitched;
import io.comptoir.contract.effects.EffectRejection;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.effects.PlanEffect;
import io.comptoir.contract.effects.RecordEffectOutcome;
import io.comptoir.contract.effects.ResolveEffect;
import io.comptoir.contract.effects.RetryEffect;
import io.comptoir.contract.effects.SendEffect;
import io.comptoir.contract.effects.SwitchEffectKind;
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
import io.comptoir.contract.orders.AcceptOrder;
import io.comptoir.contract.orders.CancelOrder;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.ExpireOrder;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderRejection;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.OrderStatus;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.organizations.OrganizationRejection;
import io.comptoir.contract.organizations.OrganizationState;
import io.comptoir.contract.organizations.ResumeOrganization;
import io.comptoir.contract.organizations.SuspendOrganization;
import io.comptoir.contract.privacy.EraseDataSubject;
import io.comptoir.contract.privacy.Erasure;
import io.comptoir.contract.privacy.PrivacyRejection;
import io.comptoir.contract.requests.RequestRejection;
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
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.SubjectId;
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
    private static final EffectId EFFECT = EffectId.of("0192f0c1-7a43-8000-8000-0000000000c3");
    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Sku SKU = new Sku("85123A");
    private static final Note NAME = new Note("WHITE HANGING HEART T-LIGHT HOLDER");
    private static final Note REASON = new Note("damaged");
    private static final Money PRICE = Money.of("2.55", GBP);
    private static final Channel CHANNEL = new Channel("online-retail");
    private static final ExternalId INVOICE = new ExternalId("536365");
    private static final Instant AT = Instant.parse("2010-12-01T08:26:00Z");
    private static final DataSubjectId PERSON = new DataSubjectId("17850");
    private static final Customer CUSTOMER = new Customer(
            PERSON, null, null, new Country("United Kingdom"), new Sealed("customer:AQAAAAFvbmx5IGl0cyBrZXk="));
    private static final ImportTally TALLY = new ImportTally(1_000, 40, 980, 10, 0, 9, 1);
    private static final RejectedRow REJECTED_ROW = new RejectedRow(17, "quantity must not be 0");
    private static final AdjustmentLine ADJUSTMENT = new AdjustmentLine(SKU, Location.MAIN, new StockDelta(-2), REASON);

    private static final ApiKeyId KEY = new ApiKeyId("abcdefghijkl2345");
    private static final SubjectId SUBJECT = new SubjectId("auth0|507f1f77bcf86cd799439011");
    private static final Role SUPPORT = new Role("support");
    private static final KeyGrant GRANT =
            new KeyGrant(KEY, "9f86d081884c7d65", NAME, Role.OWNER, List.of(Permission.ORDERS_READ), SUBJECT, AT, true);

    private MessageSamples() {}

    static Stream<Command> commands() {
        return Stream.of(
                new CreateOrganization(TENANT, new Slug("demo"), new Note("Demo"), GRANT),
                new SuspendOrganization(TENANT, REASON, AT),
                new ResumeOrganization(TENANT, REASON, AT),
                new IssueApiKey(TENANT, GRANT),
                new RotateApiKey(TENANT, KEY, "9f86d081884c7d65", AT, AT.plusSeconds(60)),
                new RevokeApiKey(TENANT, KEY, REASON, AT),
                new DefineRole(TENANT, SUPPORT, List.of(Permission.ORDERS_READ)),
                new ChangeRole(TENANT, SUPPORT, List.of(Permission.SEARCH_READ)),
                new RemoveRole(TENANT, SUPPORT),
                new AddMember(TENANT, SUBJECT, NAME, List.of(new RoleGrant(SUPPORT, AT))),
                new ChangeMemberGrants(TENANT, SUBJECT, List.of(new RoleGrant(Role.OWNER, null))),
                new RemoveMember(TENANT, SUBJECT),
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
                        AT.plusSeconds(172_800),
                        List.of(new PlaceOrder.Line(SKU, new Quantity(6), PRICE)),
                        Supply.FROM_STOCK),
                new AcceptOrder(TENANT, ORDER, AT),
                new CancelOrder(TENANT, ORDER, REASON, AT),
                new ExpireOrder(TENANT, ORDER, AT),
                new SwitchEffectKind(SwitchEffectKind.PLATFORM, EffectKind.ORDER_CONFIRMATION, true, 19_632),
                new PlanEffect(TENANT, EFFECT, EffectKind.ORDER_CONFIRMATION, ORDER.streamOf(TENANT), AT),
                new SendEffect(TENANT, EFFECT, AT, AT.plusSeconds(600)),
                new RecordEffectOutcome(
                        TENANT, EFFECT, 2, RecordEffectOutcome.Outcome.CONFIRMED, "receiver", AT, AT.plusSeconds(60)),
                new ResolveEffect(TENANT, EFFECT, true, AT),
                new RetryEffect(TENANT, EFFECT, AT),
                new EraseDataSubject(TENANT, PERSON, REASON, AT),
                new StartImport(TENANT, IMPORT, ImportProfile.ONLINE_RETAIL, 1_608_167, "9f86d081884c7d65"),
                new RecordImportProgress(TENANT, IMPORT, 19_632, TALLY, List.of(REJECTED_ROW), 2_500),
                new CompleteImport(TENANT, IMPORT),
                new FailImport(TENANT, IMPORT, "line 12: the quotation mark is never closed"));
    }

    static Stream<Rejection> rejections() {
        return Stream.of(
                new OrganizationRejection.SlugTaken(new Slug("demo")),
                new OrganizationRejection.OrganizationNotFound(TENANT),
                new OrganizationRejection.OrganizationAlreadySuspended(TENANT, AT),
                new OrganizationRejection.OrganizationNotSuspended(TENANT),
                new OrganizationRejection.OwnOrganization(TENANT),
                new AccessRejection.ApiKeyNotFound(KEY),
                new AccessRejection.ApiKeyAlreadyRevoked(KEY, AT),
                new AccessRejection.OverlapOutOfRange(2_592_000),
                new AccessRejection.RoleNotFound(SUPPORT),
                new AccessRejection.UnknownRole(SUPPORT),
                new AccessRejection.RoleAlreadyDefined(SUPPORT),
                new AccessRejection.RoleIsBuiltIn(Role.OWNER),
                new AccessRejection.PermissionOfThePlatform(List.of(Permission.PLATFORM_OPERATE)),
                new AccessRejection.TooManyRoles(100),
                new AccessRejection.MemberNotFound(SUBJECT),
                new AccessRejection.UnknownMember(SUBJECT),
                new AccessRejection.MemberAlreadyAdded(SUBJECT),
                new AccessRejection.TooManyMembers(1_000),
                new AccessRejection.GrantCountOutOfRange(0, 20),
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
                new OrderRejection.OrderAlreadyAccepted(ORDER, AT),
                new OrderRejection.OrderAlreadyCancelled(ORDER, AT),
                new OrderRejection.OrderExpired(ORDER, AT),
                new OrderRejection.OrderNotDue(ORDER, AT),
                new OrderRejection.LineCountOutOfRange(0, 2_000),
                new OrderRejection.MixedCurrencies(GBP, List.of(Currency.getInstance("EUR"))),
                new PrivacyRejection.DataSubjectNotFound(PERSON),
                new PrivacyRejection.DataSubjectAlreadyErased(PERSON, AT),
                new ImportRejection.ImportNotFound(IMPORT),
                new ImportRejection.EmptyFile(),
                new ImportRejection.TooManyImports(20),
                new ImportRejection.ImportEnded(IMPORT),
                new EffectRejection.EffectNotFound(EFFECT),
                new EffectRejection.EffectInOtherState(
                        EFFECT, EffectState.Status.CONFIRMED, EffectState.Status.UNKNOWN),
                new RequestRejection.IdempotencyKeyReused());
    }

    /** What accepted commands answer: a value, and every state. */
    static Stream<Object> outcomes() {
        return Stream.of(
                TENANT,
                ApiKeyState.after(null, new ApiKeyIssued(TENANT, GRANT)),
                new RoleDefinition(SUPPORT, List.of(Permission.ORDERS_READ)),
                new Member(SUBJECT, NAME, List.of(new RoleGrant(SUPPORT, AT))),
                new OrganizationState(TENANT, new Slug("demo"), NAME, AT, 2),
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
                        AT.plusSeconds(172_800),
                        AT.plusSeconds(1_800),
                        CUSTOMER,
                        List.of(new OrderLine(SKU, NAME, new Quantity(6), PRICE)),
                        List.of(new Allocation(SKU, Location.MAIN, 6)),
                        new OrderState.Cancellation(REASON, AT.plusSeconds(60))),
                new EffectKindSwitched(SwitchEffectKind.PLATFORM, EffectKind.ORDER_CONFIRMATION, true, 19_632),
                new EffectState(
                        EFFECT,
                        EffectKind.ORDER_CONFIRMATION,
                        ORDER.streamOf(TENANT),
                        EffectState.Status.UNKNOWN,
                        1,
                        "the mail server's answer was lost",
                        "operator",
                        AT,
                        AT.plusSeconds(60),
                        AT,
                        4),
                new Erasure(PERSON, 2, REASON, AT),
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
                                Decision.accepted(outcome, stream, 3),
                                Decision.repeated(outcome, stream, 3),
                                new Decision.Accepted<>(outcome, stream, 3, false, true))));
    }
}
