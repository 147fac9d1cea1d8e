package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The disk below one folder of a server after another is full while orders come in, and then has room again. */
@Faults
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FullDiskIT {

    private static final Duration NOTICE_LIMIT = Duration.ofSeconds(60);
    private static final Duration RETURN_LIMIT = Duration.ofMinutes(2);

    /** A folder below the data folder, and how large its disk is. */
    private static final Map<String, Integer> DISKS =
            Map.of("postgresql", 256, "mongodb", 32, "elasticsearch", 64, "imports", 16);

    private final ServerProcess server;
    private final Map<String, SmallDisk> disks = new HashMap<>();
    private final OrderBook book = new OrderBook();

    FullDiskIT(RunningServer running) throws IOException {
        GivenServices.assumeEmbeddedEventStore();
        server = ServerProcess.beside(running, Map.of());
    }

    @BeforeAll
    void start() throws Exception {
        for (Map.Entry<String, Integer> disk : DISKS.entrySet()) {
            disks.put(disk.getKey(), SmallDisk.at(server.dataFolder().resolve(disk.getKey()), disk.getValue()));
        }
        server.start();
        book.open(server.api());
    }

    @AfterAll
    void clearUp() throws Exception {
        server.stop();
        for (SmallDisk disk : disks.values()) {
            disk.close();
        }
        server.close();
    }

    private SmallDisk disk(String folder) {
        return java.util.Objects.requireNonNull(disks.get(folder), folder);
    }

    private Crowd crowd() {
        return new Crowd(book, server.api(), 4, Duration.ofMillis(50));
    }

    @Test
    @Order(1)
    void withoutRoomForImportsNoneIsTakenInAndTheRestGoesOn() throws Exception {
        byte[] file = SampleFile.firstRows(100);
        disk("imports").fill();
        try (Crowd crowd = crowd()) {
            server.api().postCsv(Imports.PATH, file).problem(503, "store-unavailable");
            crowd.awaitServed(20);
        }
        disk("imports").free();

        Answer ended = Imports.end(server.api(), Imports.start(server.api(), file));
        assertThat(ended.json().get("status").asString()).isEqualTo("completed");
    }

    @Test
    @Order(2)
    void withoutRoomForMongoDbListsAreRefusedUntilThereIsAndWritesGoOn() throws Exception {
        disk("mongodb").fill();
        try (Crowd crowd = crowd()) {
            server.awaitAway("/v1/orders?limit=1", "MongoDB", NOTICE_LIMIT);
            crowd.awaitServed(50);
            server.awaitAway("/v1/orders?limit=1", "MongoDB", NOTICE_LIMIT);
            disk("mongodb").free();
            crowd.awaitServed(50);
        }
        book.holdsAfterTrouble(server.api(), RETURN_LIMIT);
    }

    @Test
    @Order(3)
    void withoutRoomForElasticsearchSearchesAreBehindOrRefusedAndWritesGoOn() throws Exception {
        disk("elasticsearch").fill();
        try (Crowd crowd = crowd()) {
            await("a search that says so").atMost(NOTICE_LIMIT).until(() -> {
                Answer written = server.api()
                        .post("/v1/inventory/P-0/receipts", "{\"quantity\":1}")
                        .expect(200);
                return server.api().after(written).get("/v1/search/orders").status() == 503;
            });
            crowd.awaitServed(50);
            disk("elasticsearch").free();
            crowd.awaitServed(50);
        }
        book.holdsAfterTrouble(server.api(), RETURN_LIMIT);
    }

    @Test
    @Order(4)
    void withoutRoomForPostgresWritesAreRefusedUntilThereIs() throws Exception {
        disk("postgresql").fill();
        try (Crowd crowd = crowd()) {
            await("a write that is refused")
                    .atMost(NOTICE_LIMIT)
                    .until(() -> server.api()
                                    .post("/v1/inventory/P-0/receipts", "{\"quantity\":1}")
                                    .status()
                            == 503);
            server.api().withoutKey().get("/v1/health/live").expect(200);
            disk("postgresql").free();
            crowd.awaitServed(50);
        }
        book.holdsAfterTrouble(server.api(), RETURN_LIMIT);
    }
}
