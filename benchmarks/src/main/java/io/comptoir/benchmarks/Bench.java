package io.comptoir.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What workloads are given: how much to do, and a server to do it to. */
final class Bench implements AutoCloseable {

    /** The same requests in each run of the suite. */
    static final long SEED = 20_101_201;

    private final Path jar;
    private final boolean smoke;
    private final int runs;
    private final Clock clock;
    private @Nullable Server shared;
    private @Nullable PastOrders history;
    private String fsync = "not asked";

    Bench(Path jar, boolean smoke, int runs, Clock clock) {
        this.jar = jar;
        this.smoke = smoke;
        this.runs = runs;
        this.clock = clock;
    }

    /** How often everything is measured. */
    int runs() {
        return runs;
    }

    /** A size of what is prepared or done. */
    int size(int whenSmoke, int otherwise) {
        return smoke ? whenSmoke : otherwise;
    }

    Duration duration(int secondsWhenSmoke, int seconds) {
        return Duration.ofSeconds(smoke ? secondsWhenSmoke : seconds);
    }

    Clock clock() {
        return clock;
    }

    boolean isSmoke() {
        return smoke;
    }

    Path jar() {
        return jar;
    }

    /** The server that workloads share, each with organizations of its own, in the state in which the last one left it. */
    Server server() throws IOException, InterruptedException, SQLException {
        if (shared == null) {
            shared = Server.start(jar);
        }
        noteFsync(shared.data());
        return shared;
    }

    /** Asks the event store below that folder whether it forces commits to the disk. */
    void noteFsync(Path data) throws IOException, SQLException {
        fsync = EventStore.below(data).fsync();
    }

    /** What the event store that was measured last said of it. */
    String fsync() {
        return fsync;
    }

    /** A server with nothing stored; a smoke run has no time for that. */
    Server freshServer() throws IOException, InterruptedException, SQLException {
        if (!smoke) {
            close();
        }
        return server();
    }

    /**
     * What one organization of the shared server has sold before: a million events. To make them takes minutes, so workloads that
     * only read them or add to them share them.
     */
    PastOrders history() throws IOException, InterruptedException, SQLException {
        if (history == null) {
            Server server = freshServer();
            Shop shop = Shop.open(server, 1, 1_000).getFirst();
            history = PastOrders.imported(server, shop, size(500, 143_000));
        }
        return history;
    }

    /** Takes over a server that a workload started for itself. */
    void share(Server server) throws IOException, InterruptedException {
        close();
        shared = server;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        if (shared != null) {
            shared.close();
            shared = null;
            history = null;
        }
    }
}
