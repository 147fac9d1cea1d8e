package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/** The one thing that cannot be built again loses its end: the table of events. Nothing brings it back, but it is said. */
@Faults
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TruncatedEventsIT {

    private static final int ORDERS = 200;
    private static final int LOST = 40;

    private final ServerProcess server;
    private final OrderBook book = new OrderBook();

    TruncatedEventsIT(RunningServer running) throws IOException {
        GivenServices.assumeEmbeddedEventStore();
        server = ServerProcess.beside(running, Map.of());
    }

    @BeforeAll
    void start() throws Exception {
        server.start();
        book.open(server.api());
        try (Crowd crowd = new Crowd(book, server.api(), 8, Duration.ZERO)) {
            crowd.awaitServed(ORDERS);
        }
        book.holds(server.api());
        server.api().post("/v1/audit/checkpoints", "").expect(201);
    }

    @AfterAll
    void clearUp() throws Exception {
        server.close();
    }

    /** As if the table had been taken from an older copy. */
    @Test
    @Order(1)
    void rowsThatAreMissingAtTheEndAreFoundAndNamed() throws Exception {
        long first = execute("select position from events order by position desc limit 1 offset " + (LOST - 1));
        server.kill9();
        server.start();
        execute("delete from events where position >= " + first + " returning 0");

        JsonNode verification =
                server.api().get("/v1/audit/verification").expect(200).json();
        assertThat(verification.get("holds").asBoolean()).isFalse();
        assertThat(verification.at("/difference/what").asString()).isEqualTo("MISSING");
        assertThat(holds("I6")).isFalse();
        assertThat(holds("I2"))
                .as("read models have what the events have no more")
                .isFalse();
        assertThat(server.api().withoutKey().get("/v1/health").status()).isEqualTo(200);
    }

    /** As a broken disk or a bad copy of the folder leaves it. */
    @Test
    @Order(2)
    void aServerDoesNotStartOnAFileThatIsCutOff() throws Exception {
        Path file = server.dataFolder().resolve("postgresql/data").resolve(fileOfEvents());
        server.stop();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long pages = channel.size() / 8_192;
            assertThat(pages).isGreaterThan(4);
            channel.truncate(pages / 2 * 8_192);
        }

        assertThat(server.startInVain()).isEqualTo(1);

        assertThat(server.outputOfThisRun().lines().filter(line -> line.contains("could not read blocks")))
                .as("what PostgreSQL says")
                .isNotEmpty();
    }

    private boolean holds(String invariant) {
        for (JsonNode each :
                server.api().get("/v1/invariants").expect(200).json().get("data")) {
            if (each.get("id").asString().equals(invariant)) {
                return each.get("holds").asBoolean();
            }
        }
        throw new AssertionError("no " + invariant);
    }

    private String fileOfEvents() throws SQLException {
        try (Connection connection = server.database();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select pg_relation_filepath('events')")) {
            assertThat(found.next()).isTrue();
            return found.getString(1);
        }
    }

    /** As only a superuser can; answers the first number. */
    private long execute(String sql) throws SQLException {
        try (Connection connection = server.database();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("set local session_replication_role = replica");
            try (ResultSet found = statement.executeQuery(sql)) {
                assertThat(found.next()).isTrue();
                long first = found.getLong(1);
                connection.commit();
                return first;
            }
        }
    }
}
