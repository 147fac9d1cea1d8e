package io.comptoir.server.simulation;

import io.comptoir.contract.Command;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.effects.EffectFailed;
import io.comptoir.contract.effects.RetryEffect;
import io.comptoir.contract.inventory.AdjustStock;
import io.comptoir.contract.inventory.AdjustmentLine;
import io.comptoir.contract.inventory.BookAdjustments;
import io.comptoir.contract.inventory.ReceiveStock;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.orders.AcceptOrder;
import io.comptoir.contract.orders.CancelOrder;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.privacy.EraseDataSubject;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.ExternalId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StockDelta;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.KeyedRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Two or three organizations with little stock and customers who come back, and what they ask for. */
final class Clients {

    static final Currency GBP = Currency.getInstance("GBP");

    private static final List<Sku> SKUS = List.of(new Sku("CUP"), new Sku("POT"), new Sku("TEA"));
    private static final Sku UNKNOWN_SKU = new Sku("NONE");
    private static final List<Location> LOCATIONS = List.of(Location.MAIN, new Location("loft"));
    private static final List<DataSubjectId> PEOPLE = List.of(new DataSubjectId("ada"), new DataSubjectId("bob"));
    private static final Channel WEB = new Channel("web");
    private static final Money PRICE = Money.of("2.00", GBP);
    private static final int EXTERNAL_IDS = 4;
    private static final int MAX_EXPIRY_SECONDS = 900;

    private final World world;
    private final Chance chance;
    private final List<TenantId> tenants;
    private final Map<TenantId, List<OrderId>> asked = new HashMap<>();
    private final List<Function<TenantId, Request>> habits;
    private final List<Request> requests = new ArrayList<>();

    Clients(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
        this.tenants = IntStream.range(0, chance.between(2, 3))
                .mapToObj(number -> new TenantId(chance.uuid()))
                .toList();
        this.habits = habits();
    }

    List<TenantId> tenants() {
        return tenants;
    }

    List<Request> requests() {
        return requests;
    }

    /** What happened before: products, and a little of each in stock. */
    void given() {
        for (TenantId tenant : tenants) {
            for (Sku sku : SKUS) {
                world.given(
                        ProductEvent.streamOf(tenant, sku),
                        new ProductRegistered(tenant, sku, new Note("A " + sku), PRICE),
                        tenant);
                world.given(
                        StockEvent.streamOf(tenant, sku),
                        new StockReceived(tenant, sku, Location.MAIN, new Quantity(chance.between(1, 9)), null),
                        tenant);
            }
        }
    }

    /** The next thing that somebody wants. */
    Request next() {
        Request request = chance.of(habits).apply(chance.of(tenants));
        requests.add(request);
        return request;
    }

    /** Each world has its own: where nearly all ask for one thing, shows what hides where everything is asked for. */
    private List<Function<TenantId, Request>> habits() {
        List<Function<TenantId, Request>> all = new ArrayList<>(List.of(this::place, this::place));
        List.<Function<TenantId, Request>>of(
                        this::place,
                        this::receive,
                        this::adjust,
                        this::book,
                        this::accept,
                        this::cancel,
                        this::erase,
                        this::retry)
                .forEach(kind -> all.addAll(Collections.nCopies(new int[] {0, 1, 2, 6}[chance.below(4)], kind)));
        return all;
    }

    private Request receive(TenantId tenant) {
        Sku sku = chance.of(SKUS);
        Location location = chance.of(LOCATIONS);
        Quantity quantity = new Quantity(chance.between(1, 4));
        return request(
                "receive " + quantity + " " + sku,
                tenant,
                now -> Optional.of(new ReceiveStock(tenant, sku, location, quantity, null)));
    }

    private Request adjust(TenantId tenant) {
        Sku sku = chance.of(SKUS);
        Location location = chance.of(LOCATIONS);
        StockDelta delta = new StockDelta(chance.onceIn(2) ? -chance.between(1, 3) : chance.between(1, 2));
        return request(
                "adjust " + sku + " by " + delta,
                tenant,
                now -> Optional.of(new AdjustStock(tenant, sku, location, delta, new Note("counted"))));
    }

    private Request book(TenantId tenant) {
        ExternalId document = new ExternalId("document-" + chance.below(EXTERNAL_IDS));
        List<AdjustmentLine> lines = IntStream.rangeClosed(1, chance.between(1, 3))
                .mapToObj(line -> new AdjustmentLine(
                        chance.of(SKUS),
                        chance.of(LOCATIONS),
                        new StockDelta(chance.onceIn(3) ? -1 : chance.between(1, 3)),
                        null))
                .toList();
        Supply supply = chance.onceIn(2) ? Supply.RECEIVED_FIRST : Supply.FROM_STOCK;
        return new Request(
                name("book " + document),
                tenant,
                now -> Optional.of(new BookAdjustments(tenant, WEB, document, lines, supply)),
                null,
                true);
    }

    private Request place(TenantId tenant) {
        List<PlaceOrder.Line> lines = IntStream.rangeClosed(1, chance.between(1, 3))
                .mapToObj(line -> new PlaceOrder.Line(
                        chance.onceIn(30) ? UNKNOWN_SKU : chance.of(SKUS), new Quantity(chance.between(1, 2)), PRICE))
                .toList();
        Customer customer = customer();
        @Nullable
        Instant expiresAt =
                chance.onceIn(2) ? world.time().instant().plusSeconds(chance.between(1, MAX_EXPIRY_SECONDS)) : null;
        if (chance.onceIn(3)) {
            ExternalId externalId = new ExternalId("order-" + chance.below(EXTERNAL_IDS));
            OrderId id = OrderId.ofExternal(tenant, WEB, externalId);
            asked.computeIfAbsent(tenant, its -> new ArrayList<>()).add(id);
            return new Request(
                    name("place " + externalId),
                    tenant,
                    now -> placeOrder(tenant, id, externalId, customer, now, expiresAt, lines),
                    null,
                    true);
        }
        String key = "key-" + requests.size();
        KeyedRequest keyed = new KeyedRequest(tenant, key, "POST", "/v1/orders", key);
        boolean claimed = chance.onceIn(2);
        OrderId id = new OrderId(claimed ? keyed.idOf("order") : chance.uuid());
        asked.computeIfAbsent(tenant, its -> new ArrayList<>()).add(id);
        return new Request(
                name("place"),
                tenant,
                now -> placeOrder(tenant, id, null, customer, now, expiresAt, lines),
                claimed ? keyed.claim(key) : null,
                claimed);
    }

    private static Optional<Command> placeOrder(
            TenantId tenant,
            OrderId id,
            @Nullable ExternalId externalId,
            Customer customer,
            Instant now,
            @Nullable Instant expiresAt,
            List<PlaceOrder.Line> lines) {
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            return Optional.empty();
        }
        return Optional.of(
                new PlaceOrder(tenant, id, WEB, externalId, GBP, customer, now, expiresAt, lines, Supply.FROM_STOCK));
    }

    private Customer customer() {
        return switch (chance.below(4)) {
            case 0 -> Customer.UNKNOWN;
            case 1 -> new Customer(null, null, new Note("guest@example.org"), null);
            default -> {
                DataSubjectId person = chance.of(PEOPLE);
                yield new Customer(person, new Note("Somebody"), new Note(person + "@example.org"), null);
            }
        };
    }

    private Request accept(TenantId tenant) {
        return anOrder(tenant)
                .map(order -> request("accept", tenant, now -> Optional.of(new AcceptOrder(tenant, order, now))))
                .orElseGet(() -> place(tenant));
    }

    private Request cancel(TenantId tenant) {
        Note regret = new Note("regret");
        return anOrder(tenant)
                .map(order ->
                        request("cancel", tenant, now -> Optional.of(new CancelOrder(tenant, order, regret, now))))
                .orElseGet(() -> place(tenant));
    }

    /** One of the last, as far as anybody knows; now and then one that is not placed yet, or never will be. */
    private Optional<OrderId> anOrder(TenantId tenant) {
        List<OrderId> its = chance.onceIn(12)
                ? asked.getOrDefault(tenant, List.of())
                : world.log().all().stream()
                        .map(EventLog::eventOf)
                        .filter(event ->
                                event instanceof OrderPlaced && event.tenantId().equals(tenant))
                        .map(event -> ((OrderPlaced) event).orderId())
                        .toList();
        return its.isEmpty() ? Optional.empty() : Optional.of(its.get(Math.max(0, its.size() - 1 - chance.below(4))));
    }

    private Request erase(TenantId tenant) {
        DataSubjectId person = chance.of(PEOPLE);
        // Asked again it is refused, so a client may.
        return new Request(
                name("erase " + person),
                tenant,
                now -> Optional.of(new EraseDataSubject(tenant, person, new Note("asked for"), now)),
                null,
                true);
    }

    /** A person has what failed tried again; where nothing did, something comes in. */
    private Request retry(TenantId tenant) {
        List<EffectFailed> failed = world.log().all().stream()
                .map(EventLog::eventOf)
                .filter(EffectFailed.class::isInstance)
                .map(EffectFailed.class::cast)
                .filter(event -> event.tenantId().equals(tenant))
                .toList();
        if (failed.isEmpty()) {
            return receive(tenant);
        }
        EffectFailed effect = chance.of(failed);
        return request("retry a mail", tenant, now -> Optional.of(new RetryEffect(tenant, effect.effectId(), now)));
    }

    /** With a key, or without one and then sent once. */
    private Request request(String what, TenantId tenant, Function<Instant, Optional<Command>> body) {
        boolean claimed = chance.onceIn(3);
        String key = "key-" + requests.size();
        return new Request(
                name(what),
                tenant,
                body,
                claimed ? new KeyedRequest(tenant, key, "POST", "/v1/" + what, key).claim(key) : null,
                claimed);
    }

    private String name(String what) {
        return "r" + requests.size() + " " + what;
    }
}
