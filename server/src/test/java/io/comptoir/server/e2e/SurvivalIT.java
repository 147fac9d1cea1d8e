package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.server.RunsBeside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * The life of one data folder: a first start that imports the sample, three kills in the middle of it, read models that are
 * deleted and built again. Starts are slow, so each step goes on where the one before it ended.
 */
@EndToEnd
@RunsBeside
@Order(0)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SurvivalIT {

    private static final int KILLS = 3;
    private static final Duration IMPORT_LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final int LONGEST_PAUSE_MILLIS = 400;

    /** Set {@code comptoir.seed} to kill at the moments of an earlier run; the machine's own chance remains. */
    private static final long SEED = Long.getLong("comptoir.seed", new SecureRandom().nextLong());

    private final ServerProcess server;
    private final Set<ProcessHandle> dead = new HashSet<>();
    private Snapshot before = new Snapshot(List.of(), List.of());
    private String cancelledOrder = "";

    SurvivalIT(RunningServer running) throws IOException {
        // In a given event store the first organization is somebody else's; there the sample is sent.
        server = ServerProcess.beside(
                running, GivenServices.eventStoreIsGiven() ? Map.of() : Map.of("COMPTOIR_DEMO", "true"));
    }

    @BeforeAll
    void start() throws IOException {
        server.start();
        if (GivenServices.eventStoreIsGiven()) {
            Imports.start(server.api(), SampleFile.bytes());
        }
    }

    @AfterAll
    void clearUp() throws Exception {
        server.close();
    }

    @Test
    @Order(1)
    void anImportThatIsKilledThreeTimesIsCompleteInTheEnd() throws Exception {
        Random random = new Random(SEED);
        String anImport = theImport();
        for (int kill = 1; kill <= KILLS; kill++) {
            // Well before the end: while a server starts, the import goes on.
            long rows = kill * 1_500L + random.nextInt(1_500);
            int pauseMillis = random.nextInt(LONGEST_PAUSE_MILLIS);
            long killedAt = killWhen(anImport, rows, pauseMillis);
            System.out.printf(
                    "  kill %d of seed %d: %d ms after row %d of at least %d%n",
                    kill, SEED, pauseMillis, killedAt, rows);
            server.start();
            assertThat(dead).as("what the killed server left").noneMatch(ProcessHandle::isAlive);
        }
        Api api = server.api();
        Answer ended = await("the end of the import")
                .atMost(IMPORT_LIMIT)
                .until(() -> api.get(anImport), answer -> answer.status() == 200 && Imports.hasEnded(answer));
        var counts = (tools.jackson.databind.node.ObjectNode) ended.json();
        counts.remove(List.of("id", "rowsPerSecond"));
        assertThat(counts).isEqualTo(SampleBooks.completedImport());
        RunningServer.awaitReadModels(api, ended.position());
        new SampleBooks(api).hold();
    }

    /** The path of the import that the first start began. */
    private String theImport() {
        Api api = server.api();
        List<JsonNode> started = await("the import of the sample")
                .atMost(IMPORT_LIMIT)
                .ignoreExceptions()
                .until(() -> api.all("/v1/audit/events?type=ImportStarted"), events -> !events.isEmpty());
        assertThat(started).hasSize(1);
        return "/v1/imports/" + started.getFirst().at("/payload/importId").asString();
    }

    private long killWhen(String anImport, long rows, int pauseMillis) throws InterruptedException {
        Api api = server.api();
        JsonNode progress = await("row " + rows)
                .atMost(IMPORT_LIMIT)
                .pollInterval(LOOK_EVERY)
                .until(
                        () -> api.get(anImport),
                        answer -> answer.status() == 200
                                && answer.json().get("rowsDone").asLong() >= rows)
                .json();
        assertThat(progress.get("status").asString()).as("what is to be killed").isEqualTo("running");
        // A moment within what is done between two checkpoints.
        await().pollDelay(Duration.ofMillis(pauseMillis)).until(() -> true);
        dead.addAll(server.family());
        server.kill9();
        return progress.get("rowsDone").asLong();
    }

    @Test
    @Order(2)
    void aCancelledOrderIsSeenPlacedAtItsFirstVersion() {
        Api api = server.api();
        List<JsonNode> orders = api.all("/v1/orders?to=2010-12-02T00:00:00Z");
        Answer last = null;
        for (JsonNode order : orders.subList(0, 10)) {
            cancelledOrder = order.get("id").asString();
            last = api.post("/v1/orders/" + cancelledOrder + "/cancel", "{\"reason\":\"Test\"}")
                    .expect(200);
            assertThat(api.get("/v1/audit/orders/" + cancelledOrder + "?version=1")
                            .expect(200)
                            .json()
                            .get("state"))
                    .isEqualTo(order);
        }
        assertThat(last).isNotNull();
        // Somebody with a name, whom no log may mention.
        api.post("/v1/products", "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/A/receipts", "{\"quantity\":1}").expect(200);
        Answer named = api.post("/v1/orders", """
            {"channel":"web","currency":"GBP","customer":{"name":"Slartibartfast","email":"fjords@example.org"},
             "lines":[{"sku":"A","quantity":1,"unitPrice":{"amount":"1","currency":"GBP"}}]}\
            """).expect(201);
        RunningServer.awaitReadModels(api, named.position());
        before = Snapshot.of(api);
        assertThat(before.documents()).hasSizeGreaterThan(3_000);
        assertThat(before.entries()).hasSizeGreaterThan(40_000);
    }

    @Test
    @Order(3)
    void aServerThatIsAskedToStopLeavesNoProcessBehind() throws Exception {
        List<ProcessHandle> family = server.family();
        assertThat(family)
                .as("the server and its stores")
                .hasSizeGreaterThanOrEqualTo(GivenServices.eventStoreIsGiven() ? 2 : 3);

        int status = server.stop();

        assertThat(status).as("ended by SIGTERM").isEqualTo(128 + 15);
        assertThat(family).noneMatch(ProcessHandle::isAlive);
    }

    @Test
    @Order(4)
    void bothReadModelsAreBuiltAgainFromTheEvents() throws Exception {
        delete("mongodb");
        delete("elasticsearch");

        startAndAwaitReadModels();

        Snapshot after = Snapshot.of(server.api());
        assertThat(after.documents()).isEqualTo(before.documents());
        assertThat(after.entries()).isEqualTo(before.entries());
        assertThat(server.api()
                        .get("/v1/audit/orders/" + cancelledOrder + "?version=1")
                        .expect(200)
                        .json()
                        .at("/state/status")
                        .asString())
                .isEqualTo("placed");
    }

    @Test
    @Order(5)
    void aRebuildThatIsKilledInTheMiddleGoesOn() throws Exception {
        // On a given event store this key is no platform operator's.
        GivenServices.assumeEmbeddedEventStore();
        String rebuilt = "/v1/projections/events-search";
        Api operator = server.api();
        int version = operator.get(rebuilt).expect(200).json().get("version").asInt();
        List<JsonNode> placed = operator.all("/v1/audit/events?type=OrderPlaced");
        assertThat(placed).isNotEmpty();
        operator.post(rebuilt + "/rebuild", "{\"reason\":\"a test\"}").expect(202);
        JsonNode rebuild = await("the middle of the rebuild")
                .atMost(IMPORT_LIMIT)
                .pollInterval(LOOK_EVERY)
                .until(
                        () -> operator.get(rebuilt).expect(200).json().path("rebuild"),
                        step -> step.path("percent").asInt() >= 20);
        assertThat(rebuild.get("percent").asInt()).as("what is to be killed").isLessThan(100);

        server.kill9();
        startAndAwaitReadModels();

        Api again = server.api();
        assertThat(again.all("/v1/audit/events?type=OrderPlaced"))
                .as("what readers see meanwhile")
                .isEqualTo(placed);
        await("the end of the rebuild")
                .atMost(IMPORT_LIMIT)
                .until(() ->
                        again.get(rebuilt).expect(200).json().get("version").asInt() > version);
        assertThat(Snapshot.entriesOf(again)).isEqualTo(before.entries());
    }

    private void delete(String store) throws IOException {
        Path folder = server.dataFolder().resolve(store);
        assertThat(folder).isNotEmptyDirectory();
        FileSystemUtils.deleteRecursively(folder);
    }

    private void startAndAwaitReadModels() throws IOException {
        server.start();
        Api api = server.api();
        long head = api.get("/v1/audit/orders/" + cancelledOrder).expect(200).position();
        RunningServer.awaitReadModels(api, head);
    }

    @Test
    @Order(6)
    void noLogNamesTheKeyOrACustomer() throws IOException {
        String key = server.key();
        String secret = key.substring("ck_".length() + 16 + 1);
        List<Path> logs = new ArrayList<>();
        for (String folder : List.of("logs", "elasticsearch/logs")) {
            try (Stream<Path> files = Files.walk(server.dataFolder().resolve(folder))) {
                files.filter(Files::isRegularFile).forEach(logs::add);
            }
        }
        assertThat(logs)
                .isNotEmpty()
                .allSatisfy(log -> assertThat(Files.readString(log))
                        .doesNotContain(secret, "Slartibartfast", "fjords@example.org"));
        assertThat(server.output()).doesNotContain(secret, "Slartibartfast", "fjords@example.org");
    }

    /** Everything that a server answers of an organization, in texts: of its documents, and of its search and trail. */
    private record Snapshot(List<String> documents, List<String> entries) {

        static Snapshot of(Api api) {
            return new Snapshot(documentsOf(api), entriesOf(api));
        }

        private static List<String> documentsOf(Api api) {
            List<JsonNode> products = api.all("/v1/products");
            List<String> documents = new ArrayList<>(texts(api.all("/v1/orders")));
            documents.addAll(texts(products));
            documents.addAll(products.parallelStream()
                    .map(product ->
                            "/v1/inventory/" + Api.encoded(product.get("sku").asString()))
                    .map(path -> api.get(path).expect(200).text())
                    .toList());
            return documents;
        }

        static List<String> entriesOf(Api api) {
            List<String> entries = new ArrayList<>(texts(api.all("/v1/search/orders")));
            entries.add(api.get("/v1/search/orders?limit=1&facets=country,channel,day")
                    .expect(200)
                    .text());
            entries.addAll(texts(api.all("/v1/search/products")));
            entries.add(api.get("/v1/search/products?limit=1&facets=currency,price")
                    .expect(200)
                    .text());
            entries.addAll(texts(api.all("/v1/audit/events")));
            return entries;
        }

        private static List<String> texts(List<JsonNode> nodes) {
            return nodes.stream().map(JsonNode::toString).toList();
        }
    }
}
