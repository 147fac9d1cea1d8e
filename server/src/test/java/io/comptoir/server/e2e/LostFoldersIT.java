package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** The folder of one of the read models' stores is gone at the next start, and what the other holds is still there. */
@Faults
class LostFoldersIT {

    private static final int CUSTOMERS = 8;
    private static final int ORDERS = 1_000;

    private final ServerProcess server;
    private final OrderBook book = new OrderBook();

    LostFoldersIT(RunningServer running) throws IOException {
        server = ServerProcess.beside(running, Map.of());
    }

    @BeforeEach
    void start() throws IOException {
        server.start();
        book.open(server.api());
    }

    @AfterEach
    void clearUp() throws Exception {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"elasticsearch", "mongodb"})
    void isBuiltAgainFromTheEvents(String store) throws Exception {
        try (Crowd crowd = new Crowd(book, server.api(), CUSTOMERS, Duration.ZERO)) {
            crowd.awaitServed(ORDERS);
        }
        book.settle(server.api());
        server.stop();
        Path folder = server.dataFolder().resolve(store);
        assertThat(folder).isNotEmptyDirectory();
        FileSystemUtils.deleteRecursively(folder);

        server.start();

        book.holds(server.api());
    }
}
