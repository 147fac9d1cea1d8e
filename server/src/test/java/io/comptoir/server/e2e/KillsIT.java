package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.proof.Checkpoint;
import io.comptoir.platform.proof.Hash;
import io.comptoir.platform.proof.MerkleTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One server is killed over and over, in the middle of what it does most: it appends groups of commands, feeds its read models,
 * erases people, signs the history, builds read models anew. Each step goes on with what the one before it left.
 */
@Faults
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KillsIT {

    private static final int KILLS_UNDER_LOAD = 3;
    private static final int CUSTOMERS = 16;
    private static final int PEOPLE = 60;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final JsonMapper JSON = ContractJson.mapper();

    private final ServerProcess server;
    private final OrderBook book = new OrderBook();
    private final Random random = new Random(Seed.VALUE);

    KillsIT(RunningServer running) throws IOException {
        server = ServerProcess.beside(running, Map.of());
    }

    @BeforeAll
    void start() throws IOException {
        server.start();
        book.open(server.api());
    }

    @AfterAll
    void clearUp() throws Exception {
        server.close();
    }

    @Test
    @Order(1)
    void nothingThatWasAcknowledgedIsLostOrDoubledHoweverOftenItIsKilledUnderLoad() throws Exception {
        for (int kill = 1; kill <= KILLS_UNDER_LOAD; kill++) {
            try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS, Duration.ZERO)) {
                crowd.awaitServed(100 + random.nextInt(200));
                assertThat(largestGroup()).as("commands in one append").isGreaterThan(1);
                await("read models that are behind")
                        .atMost(LIMIT)
                        .pollInterval(POLL)
                        .until(() -> lag() > 0);
                server.kill9();
            }
            server.start();
            book.holds(server.api());
        }
        book.settle(server.api());
        book.holds(server.api());
    }

    private double largestGroup() {
        return Api.at(server.managementAddress())
                .get("/actuator/prometheus")
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith("comptoir_commands_group_max"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .max()
                .orElseThrow();
    }

    private long lag() {
        long most = 0;
        for (JsonNode model : server.api().get("/v1/health").json().get("readModels")) {
            most = Math.max(most, model.path("lag").asLong(0));
        }
        return most;
    }

    @Test
    @Order(2)
    void anErasureIsCarriedOutToTheEndOrWasNeverDecided() throws Exception {
        List<String> people = Stream.iterate(1, number -> number + 1)
                .limit(PEOPLE)
                .map(number -> "person-" + number)
                .toList();
        people.forEach(person -> placeFor(person).expect(201));
        Set<String> told = ConcurrentHashMap.newKeySet();

        AtomicInteger next = new AtomicInteger();
        List<Thread> callers = callers(4, () -> {
            int number = next.getAndIncrement();
            if (number >= PEOPLE) {
                return false;
            }
            if (erase(people.get(number)).status() == 200) {
                told.add(people.get(number));
            }
            return true;
        });
        int enough = 8 + random.nextInt(16);
        await(enough + " erasures").atMost(LIMIT).pollInterval(POLL).until(() -> told.size() >= enough);
        server.kill9();
        join(callers);
        server.start();

        long position = OrderBook.quiet(server.api());
        Set<String> decided = ConcurrentHashMap.newKeySet();
        server.api()
                .after(position)
                .all("/v1/audit/events?type=DataSubjectErased")
                .forEach(event -> decided.add(event.at("/payload/subject").asString()));
        assertThat(decided).as("erasures that were answered").containsAll(told).hasSizeLessThan(PEOPLE);
        await("the end of what was decided")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(people)
                        .allSatisfy(person -> assertThat(server.api()
                                        .get("/v1/data-subjects/" + person)
                                        .expect(200)
                                        .json()
                                        .get("status")
                                        .asString())
                                .as(person)
                                .isEqualTo(decided.contains(person) ? "erased" : "active")));
        people.forEach(person -> assertThat(server.api()
                        .get("/v1/data-subjects/" + person + "/export")
                        .expect(200)
                        .text())
                .contains(decided.contains(person) ? "\"name\":\"erased\"" : "\"name\":\"Named " + person + "\""));
        people.stream()
                .filter(person -> !decided.contains(person))
                .forEach(person -> erase(person).expect(200));
        assertThat(server.api()
                        .after(OrderBook.quiet(server.api()))
                        .all("/v1/orders")
                        .toString())
                .doesNotContain("Named person-");
        OrderBook.assertInvariants(server.api());
    }

    private Answer placeFor(String person) {
        return server.api().post("/v1/orders", """
            {"channel":"letters","externalId":"%1$s","currency":"GBP","customer":{"reference":"%1$s","name":"Named %1$s"},
             "lines":[{"sku":"P-19","quantity":1,"unitPrice":{"amount":"1","currency":"GBP"}}]}\
            """.formatted(person));
    }

    private Answer erase(String person) {
        return server.api().post("/v1/data-subjects/" + person + "/erasure", "{\"reason\":\"asked\"}");
    }

    @Test
    @Order(3)
    void aCheckpointThatWasAnsweredStaysAndEveryLaterHistoryBeginsWithIt() throws Exception {
        Queue<Checkpoint> taken = new ConcurrentLinkedQueue<>();
        Api api = server.api();
        try (Crowd crowd = new Crowd(book, api, CUSTOMERS / 4, Duration.ofMillis(20))) {
            List<Thread> callers = callers(2, () -> {
                Answer answer = api.post("/v1/audit/checkpoints", "");
                if (answer.status() == 201) {
                    taken.add(JSON.readValue(answer.text(), Checkpoint.class));
                }
                return true;
            });
            int enough = 10 + random.nextInt(10);
            await(enough + " checkpoints").atMost(LIMIT).pollInterval(POLL).until(() -> taken.size() >= enough);
            crowd.awaitServed(1);
            server.kill9();
            join(callers);
        }
        server.start();
        OrderBook.quiet(server.api());

        // 200 where nothing has come in since the last one.
        Answer answer = server.api().post("/v1/audit/checkpoints", "");
        assertThat(answer.status()).isIn(200, 201);
        Checkpoint newest = JSON.readValue(answer.text(), Checkpoint.class);
        List<Checkpoint> inOrder = new ArrayList<>(taken);
        inOrder.sort(Comparator.comparingLong(Checkpoint::treeSize));
        for (Checkpoint earlier : inOrder) {
            assertThat(JSON.readValue(
                            server.api()
                                    .get("/v1/audit/checkpoints/" + earlier.treeSize())
                                    .expect(200)
                                    .text(),
                            Checkpoint.class))
                    .isEqualTo(earlier);
            assertIsBeginningOf(newest, earlier);
        }
        assertThat(server.api()
                        .get("/v1/audit/verification")
                        .expect(200)
                        .json()
                        .get("holds")
                        .asBoolean())
                .isTrue();
        OrderBook.assertInvariants(server.api());
    }

    private void assertIsBeginningOf(Checkpoint later, Checkpoint earlier) {
        List<Hash> proof = new ArrayList<>();
        server.api()
                .get("/v1/audit/consistency?from=" + earlier.treeSize() + "&to=" + later.treeSize())
                .expect(200)
                .json()
                .get("proof")
                .forEach(hash -> proof.add(Hash.parse(hash.asString())));
        assertThat(MerkleTree.isConsistent(
                        earlier.rootHash(), earlier.treeSize(), later.rootHash(), later.treeSize(), proof))
                .as("%s begins with %s", later, earlier)
                .isTrue();
    }

    @Test
    @Order(4)
    void rebuildsThatAreKilledUnderLoadGoOnToTheirEnd() throws Exception {
        List<String> models = List.of("orders", "inventory", "orders-search", "timers");
        Map<String, Integer> before = new ConcurrentHashMap<>();
        models.forEach(model -> before.put(model, versionOf(model)));
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS / 4, Duration.ofMillis(20))) {
            crowd.awaitServed(10);
            models.forEach(model -> server.api()
                    .post("/v1/projections/" + model + "/rebuild", "{}")
                    .expect(202));
            await("rebuilds that have begun")
                    .atMost(LIMIT)
                    .pollInterval(POLL)
                    .until(() -> models.stream().anyMatch(model -> percentOf(model) > 0));
            server.kill9();
        }
        server.start();
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS / 4, Duration.ofMillis(20))) {
            crowd.awaitServed(10);
            models.forEach(model -> await("another version of " + model)
                    .atMost(LIMIT)
                    .until(() -> !Objects.equals(versionOf(model), before.get(model))));
        }
        book.settle(server.api());
        book.holds(server.api());
    }

    private int versionOf(String model) {
        return server.api()
                .get("/v1/projections/" + model)
                .expect(200)
                .json()
                .get("version")
                .asInt();
    }

    private int percentOf(String model) {
        return server.api()
                .get("/v1/projections/" + model)
                .expect(200)
                .json()
                .at("/rebuild/percent")
                .asInt(0);
    }

    private interface Call {
        boolean goesOn();
    }

    /** Calls over and over until there is nothing more to call for, or nobody answers. */
    private static List<Thread> callers(int count, Call call) {
        return Stream.generate(() -> Thread.ofVirtual().start(() -> {
                    try {
                        while (call.goesOn()) {
                            Thread.onSpinWait();
                        }
                    } catch (UncheckedIOException killed) {
                        Thread.onSpinWait();
                    }
                }))
                .limit(count)
                .toList();
    }

    private static void join(List<Thread> callers) throws InterruptedException {
        for (Thread caller : callers) {
            assertThat(caller.join(LIMIT)).isTrue();
        }
    }
}
