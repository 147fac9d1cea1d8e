package io.comptoir.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.Decision;
import io.comptoir.contract.catalog.RegisterProduct;
import io.comptoir.contract.inventory.ReceiveStock;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.requests.RequestRejection.IdempotencyKeyReused;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.RequestClaim;
import io.comptoir.platform.tenancy.TenantScope;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/** Two nodes on one event store, each with aggregates of its own in memory, that are given the same claim at once. */
class TwoNodesTest {

    private static final Sku CUP = new Sku("CUP");
    private static final Actor KEY = Actor.key("abcdefghijkl2345");
    private static final StreamsInMemory STORE = new StreamsInMemory();

    @SuppressWarnings("NullAway.Init")
    private static List<ConfigurableApplicationContext> nodes;

    private final TenantId tenant = new TenantId(Uuids.timeOrdered(Instant.EPOCH));

    @BeforeAll
    static void start() {
        nodes = List.of(node(), node());
    }

    private static ConfigurableApplicationContext node() {
        return CommandSide.application()
                .web(WebApplicationType.NONE)
                .initializers(node -> node.getBeanFactory().registerSingleton("sharedStore", STORE))
                .run();
    }

    @AfterAll
    static void stop() {
        nodes.forEach(ConfigurableApplicationContext::close);
    }

    @Test
    void carryOutEachClaimOnce() {
        Decision<?> registered = commands(0)
                .send(
                        new RegisterProduct(
                                tenant, CUP, new Note("A cup"), Money.of("2.00", Currency.getInstance("GBP"))),
                        KEY);
        assertThat(registered).isInstanceOf(Decision.Accepted.class);
        for (int round = 1; round <= 20; round++) {
            RequestClaim claim = new RequestClaim(tenant, "key-" + round, "hash");

            List<Decision<StockState>> decisions = atOnce(8, claim);

            long expected = round;
            assertThat(decisions).allSatisfy(decision -> {
                assertThat(decision).isInstanceOf(Decision.Accepted.class);
                Decision.Accepted<StockState> accepted = (Decision.Accepted<StockState>) decision;
                assertThat(accepted.outcome().onHand()).isEqualTo(expected);
                assertThat(accepted.version()).isEqualTo(expected);
            });
            assertThat(decisions.stream().filter(decision -> !((Decision.Accepted<StockState>) decision).replayed()))
                    .hasSize(1);
        }
        assertThat(receive(1, new RequestClaim(tenant, "key-1", "another hash")))
                .isEqualTo(Decision.refused(new IdempotencyKeyReused()));
    }

    private List<Decision<StockState>> atOnce(int count, RequestClaim claim) {
        List<CompletableFuture<Decision<StockState>>> running = IntStream.range(0, count)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> TenantScope.in(tenant, () -> receive(number % 2, claim)),
                        task -> Thread.ofVirtual().start(task)))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }

    private Decision<StockState> receive(int node, RequestClaim claim) {
        return commands(node)
                .sendOnce(
                        new ReceiveStock(tenant, CUP, Location.MAIN, new Quantity(1), null),
                        KEY,
                        UUID.randomUUID().toString(),
                        claim);
    }

    private static Commands commands(int node) {
        return nodes.get(node).getBean(Commands.class);
    }
}
