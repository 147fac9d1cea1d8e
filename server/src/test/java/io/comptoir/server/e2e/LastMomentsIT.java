package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The ends of a server that are not sudden: callers who do not read their answers hold it up, it is asked to stop while everybody
 * wants something of it, its heap is exhausted. Each step goes on with what the one before it left.
 */
@Faults
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LastMomentsIT {

    private static final int CUSTOMERS = 16;

    /** As many as may follow rebuilds on one node. */
    private static final int MAX_FOLLOWERS = 50;

    /** More than there are connections to the event store. */
    private static final int EXPORTS = 30;

    /** Service managers kill what has not ended by then. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    private static final Duration HEAP_LIMIT = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final ServerProcess server;
    private final Trouble trouble;
    private final OrderBook book = new OrderBook();
    private final List<StalledReader> stalled = new ArrayList<>();
    private String unfinishedImport = "";

    LastMomentsIT(RunningServer running) throws IOException {
        server = ServerProcess.beside(running, Map.of());
        trouble = Trouble.in(server);
    }

    @BeforeAll
    void start() throws IOException {
        server.start();
        book.open(server.api());
        // An export of these is larger than all that lies between the server and who does not read it.
        Imports.end(server.api(), Imports.start(server.api(), SampleFile.firstRows(4_000)));
        OrderBook.quiet(server.api());
    }

    @AfterAll
    void clearUp() throws Exception {
        hangUp();
        server.close();
    }

    private void hangUp() throws IOException {
        for (StalledReader reader : stalled) {
            reader.close();
        }
        stalled.clear();
    }

    @Test
    @Order(1)
    void readersOfAnExportWhoDoNotReadHoldUpNobody() throws Exception {
        for (int reader = 0; reader < EXPORTS; reader++) {
            stalled.add(StalledReader.of(server.apiAddress(), "/v1/audit/export", server.key()));
        }
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS, Duration.ofMillis(20))) {
            crowd.awaitServed(100);
        }
        book.holds(server.api());
        await("that the server gives them up")
                .atMost(LIMIT)
                .until(() -> occurrences("an export was broken off") >= EXPORTS);
        hangUp();
    }

    private long occurrences(String text) {
        return server.output().lines().filter(line -> line.contains(text)).count();
    }

    /** Nothing that is paused gets anywhere, so the rebuild goes on for as long as it is wanted. */
    @Test
    @Order(2)
    void followersOfARebuildWhoDoNotReadTakeOnlyTheirOwnPlaces() throws Exception {
        server.api()
                .post("/v1/projections/imports/rebuild", "{\"switch\":\"manual\"}")
                .expect(202);
        server.api().post("/v1/projections/imports/pause", "{}").expect(202);
        String progress = "/v1/projections/imports/progress";
        for (int follower = 0; follower < MAX_FOLLOWERS; follower++) {
            stalled.add(StalledReader.of(server.apiAddress(), progress, server.key()));
        }
        assertThat(server.api()
                        .get(progress)
                        .problem(429, "too-many-followers")
                        .get("max")
                        .asInt())
                .isEqualTo(MAX_FOLLOWERS);
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS, Duration.ofMillis(20))) {
            crowd.awaitServed(100);
        }
        hangUp();
        await("their places").atMost(LIMIT).ignoreExceptions().until(() -> {
            stalled.add(StalledReader.of(server.apiAddress(), progress, server.key()));
            return true;
        });
    }

    @Test
    @Order(3)
    void aServerThatIsAskedToStopUnderLoadAnswersWhatItHasTakenAndEndsInTime() throws Exception {
        for (int reader = 0; reader < EXPORTS; reader++) {
            stalled.add(StalledReader.of(server.apiAddress(), "/v1/audit/export", server.key()));
        }
        unfinishedImport = Imports.start(server.api(), SampleFile.bytes()).header("Location");
        List<ProcessHandle> family = server.family();
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS, Duration.ZERO)) {
            crowd.awaitServed(100);
            long begun = System.nanoTime();
            server.signal("TERM");
            int status = server.awaitEnd(STOP_LIMIT);
            System.out.printf(
                    "  stopped under load within %d ms%n",
                    Duration.ofNanos(System.nanoTime() - begun).toMillis());
            assertThat(status).as("ended by SIGTERM").isEqualTo(128 + 15);
        }
        hangUp();
        assertThat(family).noneMatch(ProcessHandle::isAlive);

        server.start();
        server.api().post("/v1/projections/imports/resume", "{}").expect(202);
        await("the import that was under way")
                .atMost(LIMIT)
                .until(
                        () -> server.api().get(unfinishedImport),
                        answer -> answer.status() == 200 && Imports.hasEnded(answer));
        book.holds(server.api());
        book.settle(server.api());
        book.holds(server.api());
    }

    @Test
    @Order(4)
    void aServerWhoseHeapIsExhaustedEndsItselfAndHasLostNothing() throws Exception {
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS, Duration.ZERO)) {
            crowd.awaitServed(50);
            trouble.exhaustHeap();
            assertThat(server.awaitEnd(HEAP_LIMIT)).as("ended by itself").isEqualTo(3);
        }
        assertThat(occurrences("The heap is exhausted"))
                .as("what it says about it")
                .isEqualTo(1);
        trouble.end();
        server.start();

        book.holds(server.api());
        book.settle(server.api());
        book.holds(server.api());
    }
}
