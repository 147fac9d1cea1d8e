package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.server.embedded.DataFolder;
import io.comptoir.server.embedded.EmbeddedMongo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** One store after another goes away. What does not need it goes on, what needs it says so, and all is well when it is back. */
@EndToEnd
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoresAwayIT {

    /** To notice it, by a probe that must time out first. */
    private static final Duration NOTICE_LIMIT = Duration.ofSeconds(30);

    /** To come back, which for Elasticsearch is a start. */
    private static final Duration RETURN_LIMIT = Duration.ofSeconds(90);

    private final Path mongoFolder;
    private final DataFolder lock;
    private final EmbeddedMongo mongo;
    private final Relay wayToMongo;
    private final ServerProcess server;
    private int sku;

    StoresAwayIT(RunningServer running) throws IOException {
        mongoFolder = Files.createTempDirectory("comptoir-e2e-mongo");
        lock = DataFolder.open(mongoFolder.resolve("data"));
        mongo = new EmbeddedMongo(lock, (store, step, percent) -> {});
        mongo.start();
        wayToMongo = Relay.to(URI.create(mongo.connectionString()).getPort());
        server = ServerProcess.beside(
                running, Map.of("COMPTOIR_MONGODB_URI", "mongodb://127.0.0.1:" + wayToMongo.port()));
    }

    @BeforeAll
    void start() throws IOException {
        server.start();
        assertThat(server.dataFolder().resolve("mongodb"))
                .as("an embedded MongoDB")
                .doesNotExist();
    }

    @AfterAll
    void clearUp() throws Exception {
        server.close();
        wayToMongo.close();
        mongo.close();
        lock.close();
        FileSystemUtils.deleteRecursively(mongoFolder);
    }

    @Test
    void withoutElasticsearchWritesAndListsGoOnAndSearchesAreRefused() throws Exception {
        ProcessHandle elasticsearch = server.child("org.elasticsearch.server");
        signal("STOP", elasticsearch);
        try {
            assertIsAway("/v1/search/orders", "Elasticsearch");
            assertIsAway("/v1/audit/events", "Elasticsearch");
            assertDegraded("elasticsearch");

            Answer placed = placeOrder();

            Api after = server.api().after(placed);
            assertThat(after.get(placed.header("Location")).expect(200).json()).isEqualTo(placed.json());
            assertThat(after.get("/v1/audit/orders/" + placed.json().get("id").asString())
                            .expect(200)
                            .json()
                            .get("state"))
                    .isEqualTo(placed.json());
            assertIsAway("/v1/search/orders", "Elasticsearch");
            signal("CONT", elasticsearch);
            assertIsBack(placed);
        } finally {
            signal("CONT", elasticsearch);
        }
    }

    @Test
    void anElasticsearchThatDiesIsStartedAgainAndCatchesUp() throws Exception {
        ProcessHandle elasticsearch = server.child("org.elasticsearch.server");
        assertThat(elasticsearch.destroyForcibly()).isTrue();
        elasticsearch.onExit().join();

        Answer placed = placeOrder();

        assertIsBack(placed);
        assertThat(server.child("org.elasticsearch.server").pid()).isNotEqualTo(elasticsearch.pid());
    }

    @Test
    void withoutMongoDbWritesGoOnAndListsAreRefused() throws Exception {
        wayToMongo.cut();
        try {
            for (String path :
                    List.of("/v1/orders", "/v1/products", "/v1/inventory/A", "/v1/imports/x", "/v1/orders/x")) {
                assertIsAway(path, "MongoDB");
            }
            assertDegraded("mongodb");

            Answer placed = placeOrder();

            server.api().get("/v1/search/orders").expect(200);
            server.api()
                    .get("/v1/audit/orders/" + placed.json().get("id").asString())
                    .expect(200);
            assertIsAway("/v1/orders", "MongoDB");
            wayToMongo.mend();
            assertIsBack(placed);
        } finally {
            wayToMongo.cut();
            wayToMongo.mend();
        }
    }

    @Test
    void aServerStartsWithoutMongoDbAndCatchesUpLater() throws Exception {
        Answer before = placeOrder();
        server.stop();
        wayToMongo.cut();
        try {
            server.start();
            Answer placed = placeOrder();
            assertIsAway("/v1/orders", "MongoDB");
            wayToMongo.mend();
            assertIsBack(before);
            assertIsBack(placed);
        } finally {
            wayToMongo.cut();
            wayToMongo.mend();
        }
    }

    @Test
    void aPostgresThatDiesIsStartedAgainAndHasEverythingThatWasAcknowledged() throws Exception {
        Answer placed = placeOrder();
        ProcessHandle postgres = server.child("/bin/postgres");
        assertThat(postgres.destroyForcibly()).isTrue();
        postgres.onExit().join();

        // Whether an answer is lost in between depends on the moment; what is answered is either stored or says that
        // not.
        Answer next = await("the next order").atMost(RETURN_LIMIT).until(this::tryToPlaceOrder, answer -> {
            if (answer.status() == 503) {
                answer.problem(503, "store-unavailable");
                assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
            }
            return answer.status() == 201;
        });

        assertIsBack(placed);
        assertIsBack(next);
    }

    private void assertIsAway(String path, String store) {
        Answer answer = await(path + " without " + store)
                .atMost(NOTICE_LIMIT)
                .until(() -> server.api().get(path), read -> read.status() == 503);
        assertThat(answer.problem(503, "store-unavailable")).isEqualTo(json("{\"store\":\"" + store + "\"}"));
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    }

    private void assertDegraded(String store) {
        server.api().withoutKey().get("/v1/health/live").expect(200);
        server.api().withoutKey().get("/v1/health/writes").expect(200);
        server.api().withoutKey().get("/v1/health/reads").expect(503);
        JsonNode health =
                server.api().withoutKey().get("/v1/health").expect(200).json();
        assertThat(health.get("status").asString()).isEqualTo("degraded");
        assertThat(health.get("ready").asBoolean()).isTrue();
        assertThat(health.get("stores")
                        .propertyStream()
                        .filter(each -> each.getValue().asString().equals("down")))
                .extracting(Map.Entry::getKey)
                .containsExactly(store);
    }

    /** Both read models have the order, and the server says that all is well. */
    private void assertIsBack(Answer placed) {
        String id = placed.json().get("id").asString();
        await("all read models").atMost(RETURN_LIMIT).untilAsserted(() -> {
            Api api = server.api().after(placed);
            assertThat(api.get("/v1/orders/" + id).expect(200).json()).isEqualTo(placed.json());
            assertThat(api.get("/v1/search/orders?q=" + id).expect(200).json().get("data"))
                    .containsExactly(placed.json());
            assertThat(api.all("/v1/audit/events?aggregate=order:" + id)).hasSize(1);
            assertThat(api.get("/v1/health").expect(200).json().get("status").asString())
                    .isEqualTo("ready");
        });
    }

    private Answer placeOrder() {
        return tryToPlaceOrder().expect(201);
    }

    private Answer tryToPlaceOrder() {
        Api api = server.api();
        sku++;
        Answer registered = api.post(
                "/v1/products",
                "{\"sku\":\"S-%d\",\"name\":\"S\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}".formatted(sku));
        if (registered.status() != 201) {
            return registered;
        }
        Answer received = api.post("/v1/inventory/S-%d/receipts".formatted(sku), "{\"quantity\":1}");
        if (received.status() != 200) {
            return received;
        }
        return api.post("/v1/orders", """
                {"channel":"web","currency":"GBP",
                 "lines":[{"sku":"S-%d","quantity":1,"unitPrice":{"amount":"1","currency":"GBP"}}]}""".formatted(sku));
    }

    private static void signal(String name, ProcessHandle process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                        .start()
                        .waitFor())
                .isZero();
    }
}
