package io.comptoir.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.AggregateCache;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.messaging.SealedEvent;
import io.comptoir.platform.privacy.KeysInMemory;
import io.comptoir.platform.privacy.Sealing;
import io.comptoir.platform.proof.Hash;
import io.comptoir.platform.proof.MerkleTree;
import io.comptoir.platform.tenancy.TenantScope;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import tools.jackson.databind.json.JsonMapper;

/** What every command or event goes through, one operation at a time, with an order of three lines. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Operations {

    private static final Money PRICE = Money.of("2.50", Currency.getInstance("GBP"));
    private static final int CACHED = 100_000;

    private final TenantId tenant = new TenantId(new UUID(1, 2));
    private final OrderId orderId = new OrderId(new UUID(3, 4));
    private final JsonMapper json = ContractJson.mapper();
    private final Sealing sealing = new Sealing(KeysInMemory.keys(), json, Set.of(Customer.class));
    private final OrderPlaced placed = placed(new Customer(
            DataSubjectId.chosen("c-7"), new Note("Ada Lovelace"), new Note("ada@example.com"), new Country("France")));
    private final OrderPlaced sealed = sealing.sealed(tenant, placed);
    private final OrderState state = OrderState.after(null, sealed);
    private final byte[] stored = json.writeValueAsBytes(sealed);
    private final StockState stock = StockState.none(new Sku("S-1"))
            .after(new StockReceived(tenant, new Sku("S-1"), Location.MAIN, new Quantity(1_000), null));
    private final StockReserved reserved = new StockReserved(tenant, new Sku("S-1"), Location.MAIN, orderId, 1);
    private final AggregateCache cache = new AggregateCache(CACHED);
    private final SealedEvent event = new SealedEvent(
            1,
            "id",
            "order",
            0,
            "Order",
            "2026-01-01T00:00:00Z",
            OrderPlaced.class.getName(),
            "2",
            stored,
            "{\"tenantId\":\"%s\"}".formatted(tenant).getBytes(UTF_8));

    public Operations() {
        cache.put("there", state);
        WrongAnswer.unless(sealing.opened(tenant, sealed).equals(placed), "what was sealed opens to something else");
        WrongAnswer.unless(
                json.readValue(stored, OrderPlaced.class).equals(sealed), "what was written reads otherwise");
    }

    private OrderPlaced placed(Customer customer) {
        List<Sku> skus = IntStream.range(0, 3).mapToObj(i -> new Sku("S-" + i)).toList();
        return new OrderPlaced(
                tenant,
                orderId,
                new Channel("web"),
                null,
                customer,
                Instant.EPOCH,
                null,
                skus.stream()
                        .map(sku -> new OrderLine(sku, new Note("Blue mug"), new Quantity(1), PRICE))
                        .toList(),
                PRICE.times(3),
                skus.stream().map(sku -> new Allocation(sku, Location.MAIN, 1)).toList());
    }

    @Benchmark
    public OrderState evolveAnOrder() {
        return OrderState.after(null, sealed);
    }

    @Benchmark
    public StockState evolveStock() {
        return stock.after(reserved);
    }

    @Benchmark
    public byte[] writeAnOrderPlaced() {
        return json.writeValueAsBytes(sealed);
    }

    @Benchmark
    public OrderPlaced readAnOrderPlaced() {
        return json.readValue(stored, OrderPlaced.class);
    }

    @Benchmark
    public OrderPlaced sealACustomer() {
        return sealing.sealed(tenant, placed);
    }

    @Benchmark
    public OrderPlaced openACustomer() {
        return sealing.opened(tenant, sealed);
    }

    @Benchmark
    public boolean enterAndCheckAnOrganization() {
        return TenantScope.<Boolean, RuntimeException>in(tenant, () -> {
            TenantScope.require(tenant);
            return true;
        });
    }

    @Benchmark
    public @Nullable Object findInTheAggregateCache() {
        return cache.get("there");
    }

    @Benchmark
    public @Nullable Object missInTheAggregateCache() {
        return cache.get("not there");
    }

    @Benchmark
    public Hash hashAMerkleLeaf() {
        return MerkleTree.leaf(event);
    }
}
