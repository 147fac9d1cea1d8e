package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Two nodes with all roles on one event store, one vault and one set of read models. One of them stands still, in the middle of
 * whatever it does, for longer than its claims last, and then goes on as if nothing had been.
 */
@Faults
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PausedNodeIT {

    /** Claims last for ten seconds, and leases of timers for less than a minute. */
    private static final Duration STILL = Duration.ofSeconds(40);

    /** PostgreSQL ends an append that nobody goes on with after ten seconds. */
    private static final Duration TAKE_OVER_LIMIT = Duration.ofSeconds(20);

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration ON_ITS_WAY = Duration.ofMillis(50);
    private static final int EXPIRING = 20;
    private static final int CUSTOMERS_PER_NODE = 8;

    private final Clock clock;
    private final RunningServer running;
    private final Api here;
    private final ServerProcess one;
    private final ServerProcess other;
    private final OrderBook book = new OrderBook();

    PausedNodeIT(RunningServer running, Organization organization) throws IOException {
        this.running = running;
        this.clock = running.part(Clock.class);
        this.here = organization.api();
        Map<String, String> shared = new HashMap<>(running.eventStore());
        shared.putAll(running.readModels());
        // As operations.md says of several nodes that decide.
        shared.put("COMPTOIR_AGGREGATE_CACHE_MAX_AGGREGATES", "0");
        shared.put("COMPTOIR_COMMANDS_WRITERS", "2");
        one = ServerProcess.beside(running, shared);
        other = ServerProcess.beside(running, shared);
    }

    @BeforeAll
    void start() throws IOException {
        one.start();
        other.start();
        book.open(one(here));
    }

    @AfterAll
    void clearUp() throws Exception {
        one.close();
        other.close();
    }

    private Api one(Api api) {
        return api.movedTo(one.apiAddress());
    }

    private Api other(Api api) {
        return api.movedTo(other.apiAddress());
    }

    @Test
    void theOtherNodeTakesOverAndNothingIsLostOrDoneTwiceWhenTheFirstGoesOn() throws Exception {
        Instant due = clock.instant().plusSeconds(10);
        List<String> expiring = new ArrayList<>();
        for (int number = 0; number < EXPIRING; number++) {
            expiring.add(placeUntil(due.plusMillis(number * 50L)));
        }
        try (Crowd atOne = new Crowd(book, one(here), CUSTOMERS_PER_NODE, Duration.ZERO);
                Crowd atOther = new Crowd(book, other(here), CUSTOMERS_PER_NODE, Duration.ofMillis(20))) {
            atOne.awaitServed(50);
            await("some timers that are due")
                    .atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> !clock.instant().isBefore(due.plusMillis(300)));
            stopInTheMiddleOfAnAppend();
            long begun = System.nanoTime();
            try {
                atOther.awaitServed(1);
                assertThat(Duration.ofNanos(System.nanoTime() - begun))
                        .as("until the other node can write")
                        .isLessThan(TAKE_OVER_LIMIT);
                Answer written = await("a write")
                        .atMost(LIMIT)
                        .until(
                                () -> other(here).post("/v1/inventory/P-1/receipts", "{\"quantity\":1}"),
                                answer -> answer.status() == 200);
                RunningServer.awaitReadModels(other(here), written.position());
                await("the end of the pause")
                        .atMost(STILL.multipliedBy(2))
                        .until(() -> System.nanoTime() - begun >= STILL.toNanos());
            } finally {
                one.signal("CONT");
            }
            await("the node that stood still")
                    .atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> one(here).withoutKey().get("/v1/health").status() == 200);
            atOne.awaitServed(50);
        }
        await("the expiry of all orders")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(expiring)
                        .allSatisfy(id -> assertThat(one(here)
                                        .get("/v1/orders/" + id)
                                        .expect(200)
                                        .json()
                                        .get("status")
                                        .asString())
                                .isEqualTo("cancelled")));
        for (String id : expiring) {
            JsonNode order =
                    other(here).get("/v1/audit/orders/" + id).expect(200).json();
            assertThat(order.at("/state/version").asInt()).as("once").isEqualTo(2);
        }
        book.settle(one(here));
        book.holds(one(here));
        book.holds(other(here));
    }

    /** Stops the first node while it holds what lets one node append at a time. */
    private void stopInTheMiddleOfAnAppend() {
        if (GivenServices.eventStoreIsAxonServer()) {
            one.signal("STOP");
            return;
        }
        await("a node that stands still in the middle of an append")
                .atMost(LIMIT)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    one.signal("STOP");
                    // What was on its way to PostgreSQL arrives still.
                    LockSupport.parkNanos(ON_ITS_WAY.toNanos());
                    boolean holds = isLockHeldByAnIdleOne();
                    if (!holds) {
                        one.signal("CONT");
                    }
                    return holds;
                });
    }

    private boolean isLockHeldByAnIdleOne() {
        return running.part(JdbcClient.class)
                .sql("select count(*) > 0 from pg_locks join pg_stat_activity using (pid)"
                        + " where locktype = 'advisory' and granted and state = 'idle in transaction'")
                .query(Boolean.class)
                .single();
    }

    private String placeUntil(Instant due) {
        return await("an order")
                .atMost(LIMIT)
                .until(
                        () -> other(here)
                                .post(
                                        "/v1/orders",
                                        ("{\"channel\":\"timed\",\"currency\":\"GBP\",\"expiresAt\":\"%s\",\"lines\":["
                                                        + "{\"sku\":\"P-0\",\"quantity\":1,"
                                                        + "\"unitPrice\":{\"amount\":\"1\",\"currency\":\"GBP\"}}]}")
                                                .formatted(due)),
                        answer -> answer.status() == 201)
                .json()
                .get("id")
                .asString();
    }
}
