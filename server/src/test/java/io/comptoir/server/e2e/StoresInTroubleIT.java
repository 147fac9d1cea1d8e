package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** Orders keep coming while one store after another stands still for a minute, or is killed. */
@Faults
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoresInTroubleIT {

    private static final Duration STILL = Duration.ofMinutes(1);
    private static final Duration NOTICED = Duration.ofSeconds(20);
    private static final Duration NOTICE_LIMIT = Duration.ofSeconds(30);
    private static final Duration RETURN_LIMIT = Duration.ofSeconds(90);

    /** Some forty orders a second: enough to be in the middle of something at any moment. */
    private static final int CUSTOMERS = 4;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final MongoProcess mongo;
    private final ServerProcess server;
    private final OrderBook book = new OrderBook();

    StoresInTroubleIT(RunningServer running) throws IOException {
        mongo = MongoProcess.start();
        server = ServerProcess.beside(running, Map.of("COMPTOIR_MONGODB_URI", mongo.uri(), "COMPTOIR_NODE_ID", "one"));
    }

    @BeforeAll
    void start() throws IOException {
        server.start();
        book.open(server.api());
    }

    @AfterAll
    void clearUp() throws Exception {
        server.close();
        mongo.close();
    }

    @Test
    @Order(1)
    void aPostgresThatStandsStillForAMinuteStopsWritesAndLosesNone() throws Exception {
        GivenServices.assumeEmbeddedEventStore();
        List<ProcessHandle> postgres = withChildren(server.child("/bin/postgres"));
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS, PAUSE)) {
            crowd.awaitServed(20);
            whileStill(postgres, () -> {
                awaitStatus("/v1/health", 503);
                awaitStatus("/v1/health/writes", 503);
                // The key is known for some seconds only, and who cannot be known is told why.
                await("an answer")
                        .atMost(NOTICE_LIMIT)
                        .untilAsserted(
                                () -> server.api().get("/v1/orders?limit=1").problem(503, "store-unavailable"));
            });
            awaitStatus("/v1/health/writes", 200);
            crowd.awaitServed(20);
        }
        book.holdsAfterTrouble(server.api(), RETURN_LIMIT);
    }

    @Test
    @Order(2)
    void aPostgresThatIsKilledUnderLoadHasAllThatWasAcknowledged() throws Exception {
        GivenServices.assumeEmbeddedEventStore();
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS * 4, Duration.ZERO)) {
            crowd.awaitServed(100);
            ProcessHandle postgres = server.child("/bin/postgres");
            assertThat(postgres.destroyForcibly()).isTrue();
            postgres.onExit().join();
            crowd.awaitServed(100);
        }
        book.holdsAfterTrouble(server.api(), RETURN_LIMIT);
    }

    @Test
    @Order(3)
    void aMongoDbThatStandsStillForAMinuteStopsListsAlone() throws Exception {
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS, PAUSE)) {
            crowd.awaitServed(20);
            whileStill(withChildren(mongo.process()), () -> {
                server.awaitAway("/v1/orders?limit=1", "MongoDB", NOTICE_LIMIT);
                assertDegraded("mongodb");
                crowd.awaitServed(100);
                server.awaitAway("/v1/orders?limit=1", "MongoDB", NOTICE_LIMIT);
            });
        }
        book.holdsAfterTrouble(server.api(), RETURN_LIMIT);
    }

    /**
     * This one loses what it acknowledged in its last moment, documents and tokens alike, as no MongoDB does that was asked for a
     * majority. Then it must be away until everybody has noticed.
     */
    @Test
    @Order(4)
    void aMongoDbThatIsKilledUnderLoadCatchesUp() throws Exception {
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS, PAUSE)) {
            crowd.awaitServed(50);
            mongo.kill();
            server.awaitAway("/v1/orders?limit=1", "MongoDB", NOTICE_LIMIT);
            awaitSince(System.nanoTime(), NOTICED);
            crowd.awaitServed(50);
            mongo.startAgain();
            crowd.awaitServed(50);
        }
        book.holdsAfterTrouble(server.api(), RETURN_LIMIT);
    }

    @Test
    @Order(5)
    void anElasticsearchThatStandsStillForAMinuteStopsSearchesAlone() throws Exception {
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS, PAUSE)) {
            crowd.awaitServed(20);
            whileStill(withChildren(server.child("org.elasticsearch.server")), () -> {
                server.awaitAway("/v1/search/orders?limit=1", "Elasticsearch", NOTICE_LIMIT);
                assertDegraded("elasticsearch");
                crowd.awaitServed(100);
                server.api().get("/v1/orders?limit=1").expect(200);
            });
        }
        book.holdsAfterTrouble(server.api(), RETURN_LIMIT);
    }

    @Test
    @Order(6)
    void anElasticsearchThatIsKilledUnderLoadCatchesUp() throws Exception {
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS, PAUSE)) {
            crowd.awaitServed(50);
            ProcessHandle elasticsearch = server.child("org.elasticsearch.server");
            assertThat(elasticsearch.destroyForcibly()).isTrue();
            elasticsearch.onExit().join();
            crowd.awaitServed(100);
        }
        book.holdsAfterTrouble(server.api(), RETURN_LIMIT);
    }

    private static List<ProcessHandle> withChildren(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    /** Looks around while they stand still, which they do for a minute at least. */
    private static void whileStill(List<ProcessHandle> processes, Runnable look) {
        long begun = System.nanoTime();
        processes.forEach(process -> ServerProcess.signal("STOP", process));
        try {
            look.run();
            awaitSince(begun, STILL);
        } finally {
            processes.forEach(process -> ServerProcess.signal("CONT", process));
        }
    }

    private static void awaitSince(long nanos, Duration time) {
        await("the end of " + time)
                .atMost(time.plus(NOTICE_LIMIT))
                .until(() -> System.nanoTime() - nanos >= time.toNanos());
    }

    private void awaitStatus(String path, int status) {
        await(path + " answers " + status)
                .atMost(RETURN_LIMIT)
                .until(() -> server.api().withoutKey().get(path).status() == status);
        server.api().withoutKey().get("/v1/health/live").expect(200);
    }

    private void assertDegraded(String store) {
        await("that it is noticed").atMost(NOTICE_LIMIT).untilAsserted(() -> {
            JsonNode health =
                    server.api().withoutKey().get("/v1/health").expect(200).json();
            assertThat(health.get("status").asString()).isEqualTo("degraded");
            assertThat(health.at("/stores/" + store).asString()).isEqualTo("down");
        });
        server.api().withoutKey().get("/v1/health/writes").expect(200);
    }
}
