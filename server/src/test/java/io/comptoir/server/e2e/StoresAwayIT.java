package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.server.RunsBeside;
import io.comptoir.server.embedded.DataFolder;
import io.comptoir.server.embedded.EmbeddedMongo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** One store after another goes away. What does not need it goes on, what needs it says so, and all is well when it is back. */
@EndToEnd
@RunsBeside
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoresAwayIT {

    /** To notice it, by a probe that must time out first. */
    private static final Duration NOTICE_LIMIT = Duration.ofSeconds(30);

    /** To come back, which for Elasticsearch is a start. */
    private static final Duration RETURN_LIMIT = Duration.ofSeconds(90);

    private static final Pattern PORT = Pattern.compile(":(\\d+)");

    private final RunningServer running;
    private final Path mongoFolder;
    private final DataFolder lock;
    private final EmbeddedMongo mongo;
    private final Relay wayToMongo;
    private final @Nullable Relay wayToTheEvents;
    private final ServerProcess server;
    private int sku;

    StoresAwayIT(RunningServer running) throws IOException {
        this.running = running;
        mongoFolder = Files.createTempDirectory("comptoir-e2e-mongo");
        lock = DataFolder.open(mongoFolder.resolve("data"));
        mongo = new EmbeddedMongo(lock, (store, step, percent) -> {});
        mongo.start();
        wayToMongo = Relay.to(URI.create(mongo.connectionString()).getPort());
        Map<String, String> environment = new HashMap<>();
        environment.put("COMPTOIR_MONGODB_URI", "mongodb://127.0.0.1:" + wayToMongo.port());
        wayToTheEvents = wayToAGivenEventStore(running, environment);
        server = ServerProcess.beside(running, environment);
    }

    /** A relay to the given event store, of which the environment is told; none where it is embedded. */
    private static @Nullable Relay wayToAGivenEventStore(RunningServer running, Map<String, String> environment)
            throws IOException {
        if (!GivenServices.eventStoreIsGiven()) {
            return null;
        }
        String name =
                GivenServices.eventStoreIsAxonServer() ? GivenServices.AXON_SERVERS : GivenServices.POSTGRESQL_URL;
        String address = running.eventStore().getOrDefault(name, "localhost:8124");
        Matcher port = PORT.matcher(address);
        assertThat(port.find()).as("a port in " + address).isTrue();
        Relay way = Relay.to(Integer.parseInt(port.group(1)));
        environment.put(name, address.substring(0, port.start(1)) + way.port() + address.substring(port.end(1)));
        return way;
    }

    @BeforeAll
    void start() throws IOException {
        server.start();
        if (GivenServices.eventStoreIsGiven()) {
            RunningServer.awaitReadModels(server.api(), running.caughtUp());
        }
        assertThat(server.dataFolder().resolve("mongodb"))
                .as("an embedded MongoDB")
                .doesNotExist();
    }

    @AfterAll
    void clearUp() throws Exception {
        server.close();
        wayToMongo.close();
        if (wayToTheEvents != null) {
            wayToTheEvents.close();
        }
        mongo.close();
        lock.close();
        FileSystemUtils.deleteRecursively(mongoFolder);
    }

    @Test
    void withoutElasticsearchWritesAndListsGoOnAndSearchesAreRefused() {
        ProcessHandle elasticsearch = server.child("org.elasticsearch.server");
        ServerProcess.signal("STOP", elasticsearch);
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
            ServerProcess.signal("CONT", elasticsearch);
            assertIsBack(placed);
        } finally {
            ServerProcess.signal("CONT", elasticsearch);
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
        GivenServices.assumeEmbeddedEventStore();
        Answer placed = placeOrder();
        ProcessHandle postgres = server.child("/bin/postgres");
        assertThat(postgres.destroyForcibly()).isTrue();
        postgres.onExit().join();

        // Whether an answer is lost in between depends on the moment; what is answered is either stored or says that
        // not.
        Answer next = theNextOrder();

        assertIsBack(placed);
        assertIsBack(next);
    }

    @Test
    void withoutTheEventStoreWritesAreRefusedAndGoOnWhenItIsBackAndNothingAcknowledgedIsLost() throws Exception {
        GivenServices.assumeGivenEventStore();
        Relay way = Objects.requireNonNull(wayToTheEvents);
        Answer placed = placeOrder();
        server.api().after(placed).get("/v1/orders").expect(200);
        way.cut();
        try {
            for (int attempt = 0; attempt < 3; attempt++) {
                assertSaysThatTheEventStoreIsAway(tryToPlaceOrder());
            }
            await("a server that notices")
                    .atMost(NOTICE_LIMIT)
                    .untilAsserted(
                            () -> server.api().withoutKey().get("/v1/health").expect(503));
            way.mend();
            Answer next = theNextOrder();
            assertIsBack(placed);
            assertIsBack(next);
        } finally {
            way.cut();
            way.mend();
        }
    }

    /** Asks until it is placed; what is answered before says that the event store is away. */
    private Answer theNextOrder() {
        return await("the next order").atMost(RETURN_LIMIT).until(this::tryToPlaceOrder, answer -> {
            if (answer.status() == 503) {
                assertSaysThatTheEventStoreIsAway(answer);
            }
            return answer.status() == 201;
        });
    }

    private static void assertSaysThatTheEventStoreIsAway(Answer answer) {
        answer.problem(503, "store-unavailable");
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
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
             "lines":[{"sku":"S-%d","quantity":1,"unitPrice":{"amount":"1","currency":"GBP"}}]}\
            """.formatted(sku));
    }
}
