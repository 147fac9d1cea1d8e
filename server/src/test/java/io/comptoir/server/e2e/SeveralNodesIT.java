package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.server.RunsBeside;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * Three nodes on one event store: the running server, one that only decides, and one that only builds and answers read models
 * of its own.
 */
@EndToEnd
@RunsBeside
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralNodesIT {

    private static final int IN_STOCK = 40;
    private static final int ORDERS_PER_NODE = 60;

    /** Where both nodes write the same streams, a command may lose against others more often than it is tried again. */
    private static final Duration DECISION_LIMIT = Duration.ofSeconds(60);

    private final RunningServer running;
    private final Organization organization;
    private final ServerProcess deciding;
    private final ServerProcess answering;

    SeveralNodesIT(RunningServer running, Organization organization) throws IOException {
        this.running = running;
        this.organization = organization;
        Map<String, String> command = new HashMap<>(running.eventStore());
        command.putAll(running.readModels());
        command.put("COMPTOIR_ROLES", "command");
        deciding = ServerProcess.beside(running, command);
        Map<String, String> query = new HashMap<>(running.eventStore());
        query.putAll(running.readModels());
        query.put("COMPTOIR_ROLES", "projection,query");
        query.computeIfPresent("COMPTOIR_MONGODB_URI", (name, uri) -> databaseOfItsOwn(uri));
        answering = ServerProcess.beside(running, query);
    }

    private static String databaseOfItsOwn(String uri) {
        URI given = URI.create(uri);
        String query = given.getRawQuery() == null ? "" : "?" + given.getRawQuery();
        return given.getScheme() + "://" + given.getRawAuthority() + "/comptoir-several-nodes" + query;
    }

    @BeforeAll
    void start() throws IOException {
        deciding.start();
        answering.start();
    }

    @AfterAll
    void stop() throws Exception {
        deciding.close();
        answering.close();
    }

    @Test
    void twoDecidingNodesAcceptExactlyAsManyOrdersAsThereIsStockAndAThirdShowsThem() throws Exception {
        Api here = organization.api();
        Api there = here.movedTo(deciding.apiAddress());
        there.post(
                        "/v1/products",
                        "{\"sku\":\"HOT\",\"name\":\"Hot\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        here.post("/v1/inventory/HOT/receipts", "{\"quantity\":" + IN_STOCK + "}")
                .expect(200);

        List<Answer> answers = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> pending = new ArrayList<>();
            for (int i = 0; i < ORDERS_PER_NODE; i++) {
                pending.add(callers.submit((Callable<Answer>) () -> decided(here)));
                pending.add(callers.submit((Callable<Answer>) () -> decided(there)));
            }
            for (Future<Answer> answer : pending) {
                answers.add(answer.get());
            }
        }

        List<Answer> accepted =
                answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(accepted).hasSize(IN_STOCK);
        assertThat(answers)
                .filteredOn(answer -> answer.status() != 201)
                .allSatisfy(answer -> assertThat(answer.problem(409, "insufficient-stock"))
                        .isEqualTo(json("{\"shortages\":[{\"sku\":\"HOT\",\"requested\":1,\"available\":0}]}")));
        assertThat(Collections.frequency(running.storedStreams(organization.id()), "stock:HOT"))
                .as("one receipt and one reservation for each accepted order")
                .isEqualTo(1 + IN_STOCK);
        long last = running.caughtUp();
        Api shown = here.movedTo(answering.apiAddress());
        RunningServer.awaitReadModels(shown, last);
        List<JsonNode> orders = accepted.stream().map(Answer::json).toList();
        for (Api reader : List.of(here, shown)) {
            assertThat(reader.after(last).all("/v1/orders")).containsExactlyInAnyOrderElementsOf(orders);
            assertThat(reader.get("/v1/inventory/HOT").expect(200).json()).isEqualTo(json("""
                {"sku":"HOT","onHand":40,"reserved":40,"available":0,"locations":[
                  {"location":"main","onHand":40,"reserved":40,"available":0}]}\
                """));
        }
    }

    @Test
    void aNodeSeesAtOnceWhatAnotherOneWrote() {
        Api here = organization.api();
        Api there = here.movedTo(deciding.apiAddress());
        Api shown = here.movedTo(answering.apiAddress());
        RunningServer.awaitReadModels(shown, running.caughtUp());
        here.post("/v1/products", "{\"sku\":\"PING\",\"name\":\"P\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        for (int units = 1; units <= 8; units++) {
            Answer received = (units % 2 == 0 ? here : there)
                    .post("/v1/inventory/PING/receipts", "{\"quantity\":1}")
                    .expect(200);

            assertThat(received.json().get("onHand").asInt()).isEqualTo(units);
            assertThat(shown.after(received)
                            .get("/v1/inventory/PING")
                            .expect(200)
                            .json())
                    .isEqualTo(received.json());
        }
    }

    @Test
    void aNodeHasOnlyTheRoutesOfItsRoles() {
        Api there = organization.api().movedTo(deciding.apiAddress());
        Api shown = organization.api().movedTo(answering.apiAddress());

        assertThat(there.get("/v1/search/orders").status()).isEqualTo(404);
        assertThat(shown.post("/v1/inventory/HOT/receipts", "{\"quantity\":1}").status())
                .isIn(404, 405);
        for (Api node : List.of(there, shown)) {
            assertThat(node.withoutKey()
                            .get("/v1/health")
                            .expect(200)
                            .json()
                            .get("status")
                            .asString())
                    .isEqualTo("ready");
        }
    }

    /** Sends an order until somebody decides on it; a collision with other orders is no decision. */
    private static Answer decided(Api api) {
        return await("a decision")
                .atMost(DECISION_LIMIT)
                .until(
                        () -> api.post(
                                "/v1/orders",
                                "{\"channel\":\"web\",\"currency\":\"GBP\",\"lines\":[{\"sku\":\"HOT\",\"quantity\":1,"
                                        + "\"unitPrice\":{\"amount\":\"1\",\"currency\":\"GBP\"}}]}"),
                        answer -> {
                            if (answer.status() != 409) {
                                return true;
                            }
                            return answer.json().get("type").asString().endsWith(":insufficient-stock");
                        });
    }
}
