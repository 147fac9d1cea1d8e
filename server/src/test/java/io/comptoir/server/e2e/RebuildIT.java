package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.ReadModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Every read model is built again beside the one that is read, while orders come in and readers count them. */
@EndToEnd
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RebuildIT {

    private static final List<String> MODELS =
            ReadModels.ALL.stream().map(ReadModel::name).toList();
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int ORDERS_BEFORE = 60;

    private final RunningServer server;
    private final Api api;
    private final Api operator;
    private final Map<String, Integer> versions = new HashMap<>();

    RebuildIT(RunningServer server, Organization organization) {
        this.server = server;
        this.api = organization.api();
        this.operator = server.operator();
    }

    @BeforeAll
    void placeOrders() {
        api.post("/v1/products", "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/A/receipts", "{\"quantity\":100000}").expect(200);
        for (int order = 0; order < ORDERS_BEFORE; order++) {
            placeOrder();
        }
        server.caughtUp();
    }

    private Answer placeOrder() {
        return api.post("/v1/orders", """
            {"channel":"web","currency":"GBP",
             "lines":[{"sku":"A","quantity":1,"unitPrice":{"amount":"1","currency":"GBP"}}]}\
            """).expect(201);
    }

    private int before(String model) {
        return Objects.requireNonNull(versions.get(model));
    }

    private JsonNode status(String model) {
        return operator.get("/v1/projections/" + model).expect(200).json();
    }

    @Test
    @Order(1)
    void readersSeeEveryOrderAllTheTimeWhileAllModelsAreRebuilt() {
        MODELS.forEach(model -> versions.put(model, status(model).get("version").asInt()));
        AtomicInteger placed = new AtomicInteger(ORDERS_BEFORE);
        AtomicBoolean goesOn = new AtomicBoolean(true);
        CompletableFuture<Void> writes = CompletableFuture.runAsync(
                () -> {
                    while (goesOn.get()) {
                        Answer order = placeOrder();
                        placed.incrementAndGet();
                        // One after another, so that the list stays short enough to be counted.
                        assertThat(api.after(order)
                                        .get(order.header("Location"))
                                        .status())
                                .isIn(200, 503);
                    }
                },
                Thread::startVirtualThread);
        CompletableFuture<Integer> reads = CompletableFuture.supplyAsync(
                () -> {
                    int rounds = 0;
                    while (goesOn.get()) {
                        assertNothingIsMissing(placed);
                        rounds++;
                    }
                    return rounds;
                },
                Thread::startVirtualThread);
        List<JsonNode> steps;
        try {
            steps = rebuildAll();
        } finally {
            goesOn.set(false);
        }
        writes.join();

        assertThat(reads.join()).as("rounds of reading").isPositive();
        assertThat(steps.getFirst().at("/rebuild/eventsTotal").asLong()).isPositive();
        assertThat(steps.getLast().get("rebuild")).isNull();
        server.caughtUp();
        assertNothingIsMissing(placed);
    }

    /** Begins all rebuilds and waits until readers see what they made; answers how one of them went. */
    private List<JsonNode> rebuildAll() {
        for (String model : MODELS) {
            Answer accepted = operator.post("/v1/projections/" + model + "/rebuild", "{\"reason\":\"a test\"}")
                    .expect(202);
            assertThat(accepted.json().at("/rebuild/version").asInt()).isGreaterThan(before(model));
            assertThat(accepted.json().at("/lastOperation/reason").asString()).isEqualTo("a test");
            assertThat(operator.post("/v1/projections/" + model + "/rebuild", "{}")
                            .problem(409, "rebuild-under-way"))
                    .isEqualTo(json("{\"projection\":\"" + model + "\"}"));
        }
        List<JsonNode> steps = progressOf("events-search");
        MODELS.forEach(model -> await(model)
                .atMost(LIMIT)
                .until(() -> status(model).get("version").asInt() > before(model)));
        return steps;
    }

    /** A read that waits for what was written before sees all of it, whichever version answers. */
    private void assertNothingIsMissing(AtomicInteger placed) {
        int atLeast = placed.get();
        Api after = api.after(server.part(StreamPositions.class).head());
        // Nine rebuilds at once may keep two processors busy for longer than a read waits; late is not wrong.
        for (String path : List.of(
                "/v1/orders?limit=1", "/v1/search/orders?limit=1", "/v1/search/products?limit=1", "/v1/products/A")) {
            await(path).atMost(LIMIT).until(() -> after.get(path).status() == 200);
        }
        assertThat(after.all("/v1/orders").size()).isGreaterThanOrEqualTo(atLeast);
        assertThat(after.get("/v1/search/orders?limit=1")
                        .expect(200)
                        .json()
                        .get("total")
                        .asInt())
                .isGreaterThanOrEqualTo(atLeast);
        assertThat(after.get("/v1/search/products?q=a").expect(200).json().get("data"))
                .containsExactly(after.get("/v1/products/A").expect(200).json());
        assertThat(after.get("/v1/inventory/A")
                        .expect(200)
                        .json()
                        .get("reserved")
                        .asInt())
                .isGreaterThanOrEqualTo(atLeast);
    }

    private List<JsonNode> progressOf(String model) {
        Answer answer = operator.get("/v1/projections/" + model + "/progress").expect(200);
        assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
        List<JsonNode> steps = new ArrayList<>();
        answer.text()
                .lines()
                .filter(line -> line.startsWith("data: "))
                .forEach(line -> steps.add(json(line.substring("data: ".length()))));
        return steps;
    }

    @Test
    @Order(2)
    void readersGoBackToWhatTheySawBeforeAndSeeWhatCameSince() {
        for (String model : List.of("orders", "orders-search")) {
            int now = status(model).get("version").asInt();
            int before = status(model).at("/previous/version").asInt();
            Answer placed = placeOrder();

            await().atMost(LIMIT)
                    .until(() -> operator.post("/v1/projections/" + model + "/rollback", "{}")
                                    .status()
                            == 202);
            await().atMost(LIMIT).until(() -> status(model).get("version").asInt() == before);

            assertThat(status(model).at("/previous/version").asInt()).isEqualTo(now);
            String id = placed.json().get("id").asString();
            assertThat(api.after(placed).get("/v1/orders/" + id).expect(200).json())
                    .isEqualTo(placed.json());
            assertThat(api.after(placed)
                            .get("/v1/search/orders?q=" + id)
                            .expect(200)
                            .json()
                            .get("data"))
                    .hasSize(1);
        }
    }

    @Test
    @Order(3)
    void operationsThatMakeNoSenseAreRefused() {
        operator.post("/v1/projections/none/rebuild", "{}").problem(404, "not-found");
        assertThat(operator.post("/v1/projections/imports/rebuild", "{\"switch\":\"later\"}")
                        .problem(422, "invalid-value"))
                .isEqualTo(json("{\"field\":\"switch\"}"));
        assertThat(operator.post("/v1/projections/imports/rebuild", "{\"force\":true}")
                        .problem(400, "malformed-request"))
                .isEqualTo(json("{\"field\":\"force\"}"));
        assertThat(operator.post("/v1/projections/imports/pause", "{\"reason\":\"" + "x".repeat(501) + "\"}")
                        .problem(422, "invalid-value"))
                .isEqualTo(json("{\"field\":\"reason\"}"));
        assertThat(operator.post("/v1/projections/imports/switch", "{}").problem(409, "nothing-to-switch-to"))
                .isEqualTo(json("{\"projection\":\"imports\"}"));
        assertThat(operator.get("/v1/projections?limit=1").problem(400, "malformed-request"))
                .isEqualTo(json("{\"field\":\"limit\"}"));
    }

    @Test
    @Order(4)
    void aPausedProjectionTakesNothingInAndSaysSo() {
        operator.post("/v1/projections/imports/pause", "{}").expect(202);
        try {
            await().atMost(LIMIT)
                    .until(() -> status("imports").get("state").asString().equals("paused"));
            JsonNode health = api.withoutKey().get("/v1/health").expect(200).json();
            assertThat(health.get("status").asString()).isEqualTo("degraded");
            assertThat(operator.post("/v1/projections/imports/rollback", "{}").problem(409, "projection-paused"))
                    .isEqualTo(json("{\"projection\":\"imports\"}"));
        } finally {
            operator.post("/v1/projections/imports/resume", "{}").expect(202);
        }
        server.caughtUp();
    }
}
