package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.server.RunsBeside;
import io.comptoir.server.Verify;
import io.comptoir.server.embedded.DataFolder;
import io.comptoir.server.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * A server that is backed up while customers order, loses its data folder, and comes back from the backup. Starts are slow, so
 * each step goes on where the one before it ended.
 */
@EndToEnd
@RunsBeside
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BackupIT {

    private static final int CUSTOMERS_AT_A_TIME = 2;
    private static final int ORDERS_BEFORE = 60;
    private static final int ORDERS_WHILE = 20;
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String PRICE = "{\"amount\":\"1\",\"currency\":\"GBP\"}";

    /** Of all steps, not of each. */
    @TempDir
    private static Path kept = Path.of("");

    private final ServerProcess server;
    private String key = "";

    /** Orders that were answered with 201, in that order. */
    private final Queue<Placed> acknowledged = new ConcurrentLinkedQueue<>();

    private record Placed(String id, String customer) {}

    BackupIT(RunningServer running) throws IOException {
        GivenServices.assumeEmbeddedEventStore();
        server = ServerProcess.beside(running, Map.of());
    }

    @BeforeAll
    void start() throws IOException {
        server.start();
        key = server.key();
        api().post("/v1/products", "{\"sku\":\"A\",\"name\":\"A\",\"price\":" + PRICE + "}")
                .expect(201);
        api().post("/v1/inventory/A/receipts", "{\"quantity\":1000000}").expect(200);
    }

    @AfterAll
    void clearUp() throws Exception {
        server.close();
    }

    private Api api() {
        return Api.at(server.apiAddress()).withKey(key);
    }

    private Placed place(String customer) {
        Answer placed = api().post(
                        "/v1/orders",
                        "{\"channel\":\"web\",\"currency\":\"GBP\",\"customer\":{\"reference\":\"%s\",\"name\":\"%s\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1,\"unitPrice\":%s}]}"
                                .formatted(customer, nameOf(customer), PRICE))
                .expect(201);
        return new Placed(placed.json().get("id").asString(), customer);
    }

    private static String nameOf(String customer) {
        return "Name of " + customer;
    }

    private void erase(String customer) {
        api().post("/v1/data-subjects/" + customer + "/erasure", "{\"reason\":\"asked\"}")
                .expect(200);
    }

    private String statusOf(String customer) {
        return api().get("/v1/data-subjects/" + customer)
                .expect(200)
                .json()
                .get("status")
                .asString();
    }

    private void awaitReadModels() {
        long head = Long.parseLong(
                api().get("/v1/audit/orders/" + acknowledged.element().id())
                        .expect(200)
                        .header("Comptoir-Position"));
        RunningServer.awaitReadModels(api(), head);
    }

    /** Everybody who orders is a new customer, whose key is made with the order. */
    private List<Thread> customers(AtomicBoolean open) {
        List<Thread> customers = new ArrayList<>();
        for (int each = 0; each < CUSTOMERS_AT_A_TIME; each++) {
            String name = "c" + each + "-";
            customers.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; open.get(); i++) {
                    acknowledged.add(place(name + i));
                }
            }));
        }
        return customers;
    }

    @Test
    @Order(1)
    void everythingThatWasAcknowledgedBeforeABackupComesBack() throws Exception {
        place("erased-before");
        place("erased-after");
        erase("erased-before");
        AtomicBoolean open = new AtomicBoolean(true);
        List<Thread> customers = customers(open);
        await().atMost(LIMIT).until(() -> acknowledged.size() >= ORDERS_BEFORE);
        Path checkpoint = kept.resolve("checkpoint.json");
        Path keys = kept.resolve("keys.json");
        Files.writeString(
                checkpoint, api().post("/v1/audit/checkpoints", "").expect(201).text());
        Files.writeString(keys, api().get("/v1/audit/keys").expect(200).text());

        List<Placed> before = List.copyOf(acknowledged);
        long begun = System.nanoTime();
        int status = server.command(
                kept.resolve("backup.txt"),
                "backup",
                "--to",
                kept.resolve("backup").toString(),
                "--encryption-keys-to",
                kept.resolve("keys").toString());
        double backupSeconds = secondsSince(begun);
        String told = Files.readString(kept.resolve("backup.txt"));
        assertThat(status).as(told).isZero();
        assertThat(acknowledged).as("orders while it was made").hasSizeGreaterThan(before.size() + ORDERS_WHILE);
        open.set(false);
        for (Thread customer : customers) {
            customer.join();
        }
        erase("erased-after");
        assertThat(told)
                .contains("Backed up ", " events and the vault", "Keep ", "The encryption keys are in ")
                .doesNotContain(key, "Name of");

        List<ProcessHandle> family = server.family();
        server.kill9();
        await().atMost(LIMIT).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
        FileSystemUtils.deleteRecursively(server.dataFolder());
        begun = System.nanoTime();
        status = restore("backup");
        double restoreSeconds = secondsSince(begun);
        String restored = Files.readString(kept.resolve("restore.txt"));
        assertThat(status).as(restored).isZero();
        assertThat(restored).contains("Restored ", "erase again whoever was erased after");
        begun = System.nanoTime();
        server.start();
        double startSeconds = secondsSince(begun);
        assertThat(server.dataFolder().resolve("bootstrap-key")).doesNotExist();
        Placed first = place("after-the-restore");
        awaitReadModels();
        System.out.printf(
                "  %s%n  %s%n  backup %.1f s, restore %.1f s, writes after another %.1f s, read models after %.1f s; of %d orders %d were acknowledged before%n",
                lineWith(told, "Backed up"),
                lineWith(restored, "Restored"),
                backupSeconds,
                restoreSeconds,
                startSeconds,
                secondsSince(begun),
                acknowledged.size(),
                before.size());

        for (Placed order : before) {
            JsonNode shown = api().get("/v1/orders/" + order.id()).expect(200).json();
            assertThat(shown.at("/customer/name").asString()).isEqualTo(nameOf(order.customer()));
        }
        // What came while it was made is there or not, but never in halves: every order can be read with its customer.
        List<JsonNode> all = api().all("/v1/orders");
        assertThat(all)
                .hasSizeGreaterThanOrEqualTo(before.size() + 3)
                .hasSizeLessThanOrEqualTo(acknowledged.size() + 3)
                .anySatisfy(order -> assertThat(order.get("id").asString()).isEqualTo(first.id()));
        assertThat(statusOf("erased-before")).isEqualTo("erased");

        assertInvariantsHold();
        Path export = kept.resolve("export.ndjson");
        Files.writeString(export, api().get("/v1/audit/export").expect(200).text());
        Verify.Outcome verified = Verify.run(
                "verify",
                "--checkpoint",
                checkpoint.toString(),
                "--export",
                export.toString(),
                "--keys",
                keys.toString());
        assertThat(verified.status()).as(verified.output()).isZero();
        long signed = Answer.json(Files.readString(checkpoint)).get("treeSize").asLong();
        long signedNow = api().post("/v1/audit/checkpoints", "")
                .expect(201)
                .json()
                .get("treeSize")
                .asLong();
        assertThat(signedNow).isGreaterThan(signed);
        api().get("/v1/audit/consistency?from=" + signed + "&to=" + signedNow).expect(200);

        // As documented: the events of the backup do not know of it, so it is done again.
        assertThat(statusOf("erased-after")).isEqualTo("active");
        erase("erased-after");
        assertThat(statusOf("erased-after")).isEqualTo("erased");
    }

    @Test
    @Order(2)
    void anErasureIsCarriedOutAgainWhereOnlyTheVaultWasLost() throws Exception {
        acknowledged.add(place("loyal"));
        acknowledged.add(place("to-be-erased"));
        assertThat(server.command(
                        kept.resolve("second.txt"),
                        "backup",
                        "--to",
                        kept.resolve("second").toString()))
                .as(Files.readString(kept.resolve("second.txt")))
                .isZero();
        erase("to-be-erased");
        String order = place("loyal").id();
        server.stop();
        dropTheVault();

        assertThat(restore("second", "--vault-only"))
                .as(Files.readString(kept.resolve("restore.txt")))
                .isZero();
        server.start();

        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(statusOf("to-be-erased")).isEqualTo("erased"));
        awaitReadModels();
        assertThat(api().get("/v1/orders/" + order)
                        .expect(200)
                        .json()
                        .at("/customer/name")
                        .asString())
                .isEqualTo(nameOf("loyal"));
        assertInvariantsHold();
    }

    @Test
    @Order(3)
    void aRestoreNeverOverwrites() throws Exception {
        assertThat(restore("second")).isEqualTo(1);
        assertThat(Files.readString(kept.resolve("restore.txt")))
                .contains("mongodb and elasticsearch: they are built again");
        assertThat(restore("second", "--vault-only")).isEqualTo(1);
        assertThat(Files.readString(kept.resolve("restore.txt"))).contains("is in use by process");
        server.stop();
        FileSystemUtils.deleteRecursively(server.dataFolder().resolve("mongodb"));
        FileSystemUtils.deleteRecursively(server.dataFolder().resolve("elasticsearch"));

        assertThat(restore("second")).isEqualTo(1);
        assertThat(Files.readString(kept.resolve("restore.txt")))
                .contains("The database of the vault is not empty", "A restore never overwrites.");

        // A server that is stopped can be backed up as well, and has all that it had.
        int status = server.command(
                kept.resolve("third.txt"),
                "backup",
                "--to",
                kept.resolve("third").toString());
        assertThat(status).as(Files.readString(kept.resolve("third.txt"))).isZero();
        server.start();
        awaitReadModels();
        assertThat(statusOf("to-be-erased")).isEqualTo("erased");
    }

    private int restore(String backup, String... more) throws IOException, InterruptedException {
        Files.deleteIfExists(kept.resolve("restore.txt"));
        List<String> words = new ArrayList<>(List.of(
                "restore",
                "--from",
                kept.resolve(backup).toString(),
                "--encryption-keys",
                kept.resolve("keys/encryption-keys.json").toString()));
        words.addAll(List.of(more));
        return server.command(kept.resolve("restore.txt"), words.toArray(String[]::new));
    }

    private void dropTheVault() throws Exception {
        try (DataFolder folder = DataFolder.open(server.dataFolder());
                EmbeddedPostgres postgres = new EmbeddedPostgres(folder, (store, step, percent) -> {})) {
            postgres.start();
            try (Connection connection =
                            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
                    Statement statement = connection.createStatement()) {
                statement.execute("drop database vault");
            }
        }
    }

    private void assertInvariantsHold() {
        assertThat(api().get("/v1/invariants").expect(200).json().get("data"))
                .hasSize(8)
                .allSatisfy(result -> assertThat(result.get("holds").asBoolean())
                        .as(result.toString())
                        .isTrue());
    }

    private static double secondsSince(long begunNanos) {
        return (System.nanoTime() - begunNanos) / 1e9;
    }

    private static String lineWith(String text, String what) {
        return text.lines().filter(line -> line.contains(what)).findFirst().orElse("");
    }
}
