package io.comptoir.server.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.platform.vault.EncryptionKeys;
import io.comptoir.server.Verify;
import io.comptoir.server.backup.BackupCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * A server is backed up while it takes orders, killed, and loses its data folder; what comes back is whole. Starts are slow, so
 * each step goes on where the one before it ended.
 */
@Faults
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BackupIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ORDERS_BEFORE = 30;
    private static final int ORDERS_MEANWHILE = 20;
    private static final int STOCK = 1_000_000;
    private static final String ERASED = "Slartibartfast";
    private static final String KEPT = "Trillian";

    @TempDir
    private static Path folder;

    private final Clock clock = Clock.systemUTC();
    private final ServerProcess server;
    private final List<Placed> acknowledged = new CopyOnWriteArrayList<>();
    private final List<String> seenBefore = new ArrayList<>();
    private List<Placed> acknowledgedBefore = List.of();
    private String key = "";
    private String orderOfTheErased = "";
    private Instant takenAt = Instant.EPOCH;
    private long restoreMillis;

    /** An order, as it was answered, and when. */
    private record Placed(JsonNode order, long position, Instant answeredAt) {}

    BackupIT(RunningServer running) throws IOException {
        GivenServices.assumeEmbeddedEventStore();
        this.server = ServerProcess.beside(running, Map.of());
    }

    @AfterAll
    void clearUp() throws Exception {
        server.close();
    }

    private Path backup() {
        return folder.resolve("backup");
    }

    private Path encryptionKeys() {
        return server.dataFolder().resolve("encryption-keys.json");
    }

    private Api api() {
        return Api.at(server.apiAddress()).withKey(key);
    }

    private Placed place(String reference, String name) {
        Answer answer = api().post("/v1/orders", """
                        {"channel":"web","currency":"GBP","customer":{"reference":"%s","name":"%s"},
                         "lines":[{"sku":"CUP","quantity":2,"unitPrice":{"amount":"2","currency":"GBP"}},
                                  {"sku":"JUG","quantity":1,"unitPrice":{"amount":"3","currency":"GBP"}}]}\
                        """.formatted(reference, name)).expect(201);
        return new Placed(answer.json(), answer.position(), clock.instant());
    }

    /** An order as readers see it. */
    private String seen(Placed placed) {
        return api().after(placed.position())
                .get("/v1/orders/" + placed.order().get("id").asString())
                .expect(200)
                .text();
    }

    @Test
    @Order(1)
    void isTakenWhileOrdersGoOn() throws Exception {
        server.start();
        key = server.key();
        for (String sku : List.of("CUP", "JUG")) {
            api().post(
                            "/v1/products",
                            "{\"sku\":\"%s\",\"name\":\"A %s\",\"price\":{\"amount\":\"2\",\"currency\":\"GBP\"}}"
                                    .formatted(sku, sku))
                    .expect(201);
            api().post("/v1/inventory/" + sku + "/receipts", "{\"quantity\":" + STOCK + "}")
                    .expect(200);
        }
        Placed erased = place("s-1", ERASED);
        acknowledged.add(erased);
        orderOfTheErased = erased.order().get("id").asString();
        RunningServer.awaitReadModels(api(), erased.position());
        api().post("/v1/data-subjects/s-1/erasure", "{\"reason\":\"asked by letter\"}")
                .expect(200);
        Files.writeString(
                folder.resolve("checkpoint.json"),
                api().post("/v1/audit/checkpoints", "").expect(201).text());
        Files.writeString(
                folder.resolve("keys.json"),
                api().get("/v1/audit/keys").expect(200).text());
        AtomicBoolean enough = new AtomicBoolean();
        CompletableFuture<Void> orders = CompletableFuture.runAsync(
                () -> {
                    while (!enough.get()) {
                        acknowledged.add(place("t-" + acknowledged.size(), KEPT));
                    }
                },
                task -> Thread.ofVirtual().start(task));
        await("orders before the backup").atMost(LIMIT).until(() -> acknowledged.size() >= ORDERS_BEFORE);
        acknowledgedBefore = List.copyOf(acknowledged);

        ServerProcess.Outcome outcome = server.command("backup", "--to", backup().toString());

        int then = acknowledged.size();
        await("orders after the backup").atMost(LIMIT).until(() -> acknowledged.size() >= then + ORDERS_MEANWHILE);
        enough.set(true);
        orders.join();
        for (Placed placed : acknowledgedBefore) {
            seenBefore.add(seen(placed));
        }
        List<ProcessHandle> family = server.family();
        server.kill9();
        await("the end of the stores").atMost(LIMIT).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
        System.out.print(outcome.output().indent(2));
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .containsPattern(
                        "Backed up the events up to position \\d+ and the vault, [\\d,]+ rows, [\\d,]+ bytes in ")
                .contains("THE ENCRYPTION KEYS ARE NOT IN IT", encryptionKeys().toString());
        takenAt = Instant.parse(Answer.json(Files.readString(backup().resolve("manifest.json")))
                .get("takenAt")
                .asString());
    }

    @Test
    @Order(2)
    void isReadableByItsOwnerOnlyAndHasNoKeys() throws IOException {
        try (Stream<Path> files = Files.walk(backup())) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(file))
                            .isEqualTo(PosixFilePermissions.fromString(
                                    Files.isDirectory(file) ? "rwx------" : "rw-------")));
        }
        assertThat(backup()).isDirectoryNotContaining("glob:**encryption*");
        assertThat(command(Map.of(), "backup", "--to", backup().toString()))
                .startsWith("2 Not backed up: The folder " + backup() + " is not empty");
    }

    @Test
    @Order(3)
    void isRefusedWithOtherKeysAndOverWhatIsThere() throws IOException {
        Path others = folder.resolve("others.json");
        EncryptionKeys unused = EncryptionKeys.create(others);

        assertThat(command(
                        Map.of(
                                "COMPTOIR_DATA_DIR", folder.resolve("elsewhere").toString(),
                                "COMPTOIR_ENCRYPTION_KEYS", others.toString()),
                        "restore",
                        "--from",
                        backup().toString()))
                .startsWith("2 Not restored: The backup needs the encryption keys with the numbers");
        for (String store : List.of("mongodb", "elasticsearch")) {
            assertThat(FileSystemUtils.deleteRecursively(server.dataFolder().resolve(store)))
                    .isTrue();
        }
        assertThat(command(Map.of(), "restore", "--from", backup().toString()))
                .startsWith("2 Not restored: The database of the vault is not empty");
    }

    @Test
    @Order(4)
    void fillsAnEmptyDataFolder() throws Exception {
        loseAllButTheKeys();

        long begunNanos = System.nanoTime();
        ServerProcess.Outcome outcome = server.command("restore", "--from", backup().toString());

        restoreMillis = (System.nanoTime() - begunNanos) / 1_000_000;
        System.out.print(outcome.output().indent(2));
        assertThat(outcome.status()).as(outcome.output()).isZero();
        assertThat(outcome.output())
                .containsPattern(
                        "Restored the events up to position \\d+ and the vault, [\\d,]+ rows, [\\d,]+ bytes in ")
                .contains("erase again whoever was erased after " + takenAt);
    }

    private void loseAllButTheKeys() throws IOException {
        try (Stream<Path> all = Files.list(server.dataFolder())) {
            for (Path each : all.toList()) {
                // The programs are no data; to unpack them again only takes time.
                if (!each.equals(encryptionKeys()) && !each.endsWith("runtime")) {
                    FileSystemUtils.deleteRecursively(each);
                }
            }
        }
    }

    @Test
    @Order(5)
    void everyOrderThatWasAcknowledgedBeforeIsThere() throws Exception {
        long begunNanos = System.nanoTime();
        server.start();
        long head =
                api().get("/v1/audit/orders/" + orderOfTheErased).expect(200).position();
        RunningServer.awaitReadModels(api(), head);
        long startMillis = (System.nanoTime() - begunNanos) / 1_000_000;

        List<JsonNode> restored = api().all("/v1/orders");
        assertThat(restored)
                .extracting(order -> order.get("id").asString())
                .doesNotHaveDuplicates()
                .containsAll(idsOf(acknowledgedBefore))
                .containsAll(idsOf(acknowledged.stream()
                        .filter(placed -> placed.answeredAt().isBefore(takenAt))
                        .toList()));
        assertThat(acknowledgedBefore.stream().map(this::seen).toList()).isEqualTo(seenBefore);
        long lost = acknowledged.stream()
                .filter(placed ->
                        !idsOf(restored).contains(placed.order().get("id").asString()))
                .count();
        System.out.printf(
                "  recovery time: %,d ms for the restore and %,d ms until the read models are built; recovery point: %,d of"
                        + " %,d acknowledged orders were placed after %s and are lost%n",
                restoreMillis, startMillis, lost, acknowledged.size(), takenAt);
        assertThat(lost).isBetween((long) ORDERS_MEANWHILE, (long) acknowledged.size() - acknowledgedBefore.size());
    }

    private static List<String> idsOf(List<?> orders) {
        return orders.stream()
                .map(order -> order instanceof Placed placed ? placed.order() : (JsonNode) order)
                .map(order -> order.get("id").asString())
                .toList();
    }

    @Test
    @Order(6)
    void noOrderIsHalfThereAndTheBooksHold() {
        int orders = api().all("/v1/orders").size();

        assertThat(api().get("/v1/inventory/CUP")
                        .expect(200)
                        .json()
                        .get("reserved")
                        .asInt())
                .isEqualTo(2 * orders);
        assertThat(api().get("/v1/inventory/JUG")
                        .expect(200)
                        .json()
                        .get("reserved")
                        .asInt())
                .isEqualTo(orders);
        assertThat(api().get("/v1/invariants").expect(200).json().get("data"))
                .isNotEmpty()
                .allSatisfy(invariant -> assertThat(invariant.get("holds").asBoolean())
                        .as(invariant.toString())
                        .isTrue());
    }

    @Test
    @Order(7)
    void whatWasProvenStaysProven() throws IOException {
        assertThat(api().get("/v1/audit/keys").expect(200).text())
                .isEqualTo(Files.readString(folder.resolve("keys.json")));
        Path export = folder.resolve("export.ndjson");
        Files.writeString(export, api().get("/v1/audit/export").expect(200).text());

        Verify.Outcome outcome = Verify.run(
                "verify",
                "--checkpoint",
                folder.resolve("checkpoint.json").toString(),
                "--export",
                export.toString(),
                "--keys",
                folder.resolve("keys.json").toString());

        assertThat(outcome.status()).as(outcome.output()).isZero();
    }

    @Test
    @Order(8)
    void whoWasErasedStaysErasedAndTheOthersAreKnown() {
        assertThat(api().get("/v1/data-subjects/s-1")
                        .expect(200)
                        .json()
                        .get("status")
                        .asString())
                .isEqualTo("erased");
        assertThat(api().get("/v1/orders/" + orderOfTheErased).expect(200).text())
                .doesNotContain(ERASED);
        assertThat(api().get("/v1/data-subjects/t-1/export").expect(200).text()).contains(KEPT);
    }

    @Test
    @Order(9)
    void businessGoesOn() {
        Placed placed = place("t-1", KEPT);

        assertThat(placed.order().at("/customer/name").asString()).isEqualTo(KEPT);
        assertThat(server.dataFolder().resolve("bootstrap-key")).doesNotExist();
        assertThat(api().all("/v1/audit/events?type=OrganizationCreated")).hasSize(1);
    }

    @Test
    @Order(10)
    void isNotDoneUnderARunningServer() {
        assertThat(command(Map.of(), "restore", "--from", backup().toString()))
                .startsWith("2 Not restored: There are read models of other events in");
        assertThat(command(Map.of(), "restore", "--from", backup().toString(), "--vault-only"))
                .startsWith("2 Not restored: The data folder ")
                .contains("is in use by");
    }

    /** Runs a command in this process; answers its exit status and then all that it said last of a refusal, or everything. */
    private String command(Map<String, String> environment, String... arguments) {
        Map<String, String> told =
                new HashMap<>(Map.of("COMPTOIR_DATA_DIR", server.dataFolder().toString()));
        told.putAll(environment);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = BackupCommand.run(
                arguments, told, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
        return status + " " + (status == 0 ? out : err).toString(UTF_8);
    }
}
