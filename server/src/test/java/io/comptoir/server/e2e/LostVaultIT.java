package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The database of the keys is lost beside events that are not, and comes back from a backup that is older than they are. */
@Faults
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostVaultIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String KEPT = "Arthur Dent";
    private static final String ERASED = "Slartibartfast";

    @TempDir
    private static Path folder;

    private final ServerProcess server;

    LostVaultIT(RunningServer running) throws IOException {
        GivenServices.assumeEmbeddedEventStore();
        server = ServerProcess.beside(running, Map.of());
    }

    @BeforeAll
    void start() throws IOException {
        server.start();
    }

    @AfterAll
    void clearUp() throws Exception {
        server.close();
    }

    /** The backup knows the key of somebody who was erased since. The events know that they were, and it is destroyed again. */
    @Test
    void knowsPeopleAsBeforeAndForgetsWhoWasErasedSince() throws Exception {
        Api api = server.api();
        api.post("/v1/products", "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/A/receipts", "{\"quantity\":10}").expect(200);
        String kept = placed(api, "k-1", KEPT);
        String erased = placed(api, "e-1", ERASED);
        ServerProcess.Outcome backup =
                server.command("backup", "--to", folder.resolve("backup").toString());
        assertThat(backup.status()).as(backup.output()).isZero();
        api.post("/v1/data-subjects/e-1/erasure", "{\"reason\":\"asked by letter\"}")
                .expect(200);
        try (Connection database = server.database();
                Statement statement = database.createStatement()) {
            statement.execute("drop database vault with (force)");
            statement.execute("create database vault");
        }
        server.stop();

        ServerProcess.Outcome restore =
                server.command("restore", "--from", folder.resolve("backup").toString(), "--vault-only");

        assertThat(restore.status()).as(restore.output()).isZero();
        server.start();
        Api after = server.api();
        await("that it is erased again").atMost(LIMIT).untilAsserted(() -> {
            assertThat(after.get("/v1/data-subjects/e-1")
                            .expect(200)
                            .json()
                            .get("status")
                            .asString())
                    .isEqualTo("erased");
            assertThat(after.get("/v1/orders/" + erased).expect(200).text()).doesNotContain(ERASED);
        });
        assertThat(after.get("/v1/orders/" + kept).expect(200).text()).contains(KEPT);
    }

    private static String placed(Api api, String reference, String name) {
        return api.post("/v1/orders", """
                        {"channel":"web","currency":"GBP","customer":{"reference":"%s","name":"%s"},
                         "lines":[{"sku":"A","quantity":1,"unitPrice":{"amount":"1","currency":"GBP"}}]}\
                        """.formatted(reference, name))
                .expect(201)
                .json()
                .get("id")
                .asString();
    }
}
