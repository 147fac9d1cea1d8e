package io.comptoir.server.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.comptoir.server.RunsBeside;
import io.comptoir.server.embedded.EmbeddedStores.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RunsBeside
class EmbeddedStoresIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int START_LIMIT_SECONDS = 120;
    private static final StartupListener SILENT = (store, step, percent) -> {};

    @TempDir
    Path temporary;

    @Test
    void startsAllThreeSideBySideAndAgainAfterTheirOwnerWasKilled() throws Exception {
        Path path = temporary.resolve("data");
        List<ProcessHandle> servers;
        try (StoresInAnotherProcess owner = StoresInAnotherProcess.start(path, Store.values())) {
            servers = serversOf(owner);
            assertThat(servers).hasSize(2);
            owner.kill();
        }
        await("stores without their owner")
                .atMost(LIMIT)
                .until(() -> servers.stream().noneMatch(ProcessHandle::isAlive));

        try (EmbeddedStores stores = start(path, EnumSet.allOf(Store.class))) {
            assertThat(stores.postgres().get(START_LIMIT_SECONDS, SECONDS).jdbcUrl())
                    .startsWith("jdbc:postgresql://127.0.0.1:");
            assertThat(stores.mongo().get(START_LIMIT_SECONDS, SECONDS).connectionString())
                    .startsWith("mongodb://127.0.0.1:");
            assertThat(stores.elasticsearch()
                            .get(START_LIMIT_SECONDS, SECONDS)
                            .uri()
                            .getHost())
                    .isEqualTo("127.0.0.1");
        }
        DataFolder.open(path).close();
    }

    @Test
    void endsAServerThatOutlivedItsOwnerBeforeUsingItsData() throws Exception {
        Path path = temporary.resolve("data");
        try (EmbeddedStores stores = start(path, Set.of(Store.POSTGRESQL))) {
            stores.postgres().get(START_LIMIT_SECONDS, SECONDS);
        }
        // Started past us, so nothing tells it of our death: what a machine without setpriv leaves behind.
        ProcessHandle orphan = startPostgresOnItsOwn(path);
        Path postmaster = path.resolve("postgresql/data/postmaster.pid");
        await("orphan").atMost(LIMIT).until(() -> Files.exists(postmaster));

        try (EmbeddedStores stores = start(path, Set.of(Store.POSTGRESQL))) {
            EmbeddedPostgres postgres = stores.postgres().get(START_LIMIT_SECONDS, SECONDS);
            assertThat(postgres.pid()).isNotEqualTo(orphan.pid());
            assertThat(orphan.isAlive()).isFalse();
        }
    }

    private static ProcessHandle startPostgresOnItsOwn(Path path) throws Exception {
        try (DataFolder folder = DataFolder.open(path)) {
            Path program = folder.root().resolve("runtime/postgresql-18.6/bin/postgres");
            Path data = folder.root().resolve("postgresql/data");
            List<String> command = folder.childUser()
                    .wrap(
                            List.of(
                                    program.toString(),
                                    "-D",
                                    data.toString(),
                                    "-p",
                                    String.valueOf(FreePort.find()),
                                    "-c",
                                    "listen_addresses=127.0.0.1",
                                    "-c",
                                    "unix_socket_directories="),
                            StopSignal.INT,
                            List.of(folder.root()));
            return new ProcessBuilder(command)
                    .directory(data.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .toHandle();
        }
    }

    @Test
    void stopsItsServersInOrderWhenTheOwnerIsTerminated() throws Exception {
        Path path = temporary.resolve("data");
        try (StoresInAnotherProcess owner = StoresInAnotherProcess.start(path, Store.POSTGRESQL)) {
            List<ProcessHandle> servers = serversOf(owner);

            owner.terminate();

            assertThat(servers).hasSize(1).noneMatch(ProcessHandle::isAlive);
            assertThat(Files.readString(path.resolve("logs/postgresql.log"))).contains("database system is shut down");
        }
    }

    @Test
    void startsOnlyWhatIsWanted() throws Exception {
        try (EmbeddedStores stores = start(temporary.resolve("data"), Set.of(Store.MONGODB))) {
            stores.mongo().get(START_LIMIT_SECONDS, SECONDS);
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> stores.postgres().get(START_LIMIT_SECONDS, SECONDS))
                    .withCauseInstanceOf(EmbeddedStoreFailure.class);
        }
    }

    @Test
    void canBeClosedWhileItStarts() throws Exception {
        Path path = temporary.resolve("data");
        EmbeddedStores stores = start(path, EnumSet.allOf(Store.class));
        stores.close();
        stores.close();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> stores.elasticsearch().get(START_LIMIT_SECONDS, SECONDS))
                .withCauseInstanceOf(EmbeddedStoreFailure.class);
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> stores.postgres().get(START_LIMIT_SECONDS, SECONDS))
                .withCauseInstanceOf(EmbeddedStoreFailure.class);
    }

    private static EmbeddedStores start(Path path, Set<Store> wanted) {
        return EmbeddedStores.start(path, wanted, EmbeddedElasticsearch.DEFAULT_HEAP_MEGABYTES, SILENT);
    }

    private static List<ProcessHandle> serversOf(StoresInAnotherProcess owner) throws Exception {
        String[] words = owner.nextReport().split(" ");
        assertThat(words[0]).isEqualTo("ready");
        return Arrays.stream(words)
                .skip(1)
                .map(Long::parseLong)
                .map(pid -> ProcessHandle.of(pid).orElseThrow())
                .toList();
    }
}
