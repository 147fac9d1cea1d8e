package io.comptoir.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.comptoir.server.RunsBeside;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RunsBeside
class EmbeddedPostgresIT {
    private static final Duration RESTART_LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    private DataFolder folder;

    @BeforeEach
    void openFolder() {
        folder = DataFolder.open(temporary.resolve("data"));
    }

    @AfterEach
    void closeFolder() {
        folder.close();
    }

    @Test
    void keepsWhatWasCommittedThroughCrashAndRestart() throws Exception {
        List<String> steps = new ArrayList<>();
        try (EmbeddedPostgres postgres =
                new EmbeddedPostgres(folder, (store, step, percent) -> steps.add(store + " " + step))) {
            postgres.start();
            assertThat(steps.stream().distinct())
                    .containsExactly(
                            "PostgreSQL unpacking",
                            "PostgreSQL initialising",
                            "PostgreSQL starting",
                            "PostgreSQL ready");
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes", "data_checksums")) {
                assertThat(ask(postgres, "show " + setting)).as(setting).isEqualTo("on");
            }
            assertThat(ask(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(postgres, "show unix_socket_directories")).isEmpty();
            execute(postgres, "create table kept (n int)");
            execute(postgres, "insert into kept values (1)");

            String url = postgres.jdbcUrl();
            long pid = postgres.pid();
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();

            await().atMost(RESTART_LIMIT)
                    .ignoreExceptions()
                    .until(() -> ask(postgres, "select max(n) from kept").equals("1"));
            assertThat(postgres.pid()).isNotEqualTo(pid);
            assertThat(postgres.jdbcUrl()).isEqualTo(url);
            execute(postgres, "insert into kept values (2)");
        }

        try (EmbeddedPostgres again = new EmbeddedPostgres(folder, (store, step, percent) -> {})) {
            again.start();
            assertThat(ask(again, "select string_agg(n::text, ',' order by n) from kept"))
                    .isEqualTo("1,2");
        }
    }

    @Test
    void opensOnlyToItsPassword() throws Exception {
        try (EmbeddedPostgres postgres = new EmbeddedPostgres(folder, (store, step, percent) -> {})) {
            postgres.start();

            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "guess")
                            .close())
                    .satisfies(refusal -> assertThat(refusal.getSQLState()).isEqualTo("28P01"));
            assertThat(postgres.password()).hasSizeGreaterThanOrEqualTo(32);
            Path password = folder.root().resolve("postgresql/password");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                    .isEqualTo("rw-------");
            assertThat(folder.root().resolve("postgresql/password.initdb")).doesNotExist();
        }
    }

    @Test
    void leavesNoProcessBehind() throws Exception {
        EmbeddedPostgres postgres = new EmbeddedPostgres(folder, (store, step, percent) -> {});
        postgres.start();
        ProcessHandle server = ProcessHandle.of(postgres.pid()).orElseThrow();
        List<ProcessHandle> workers = server.descendants().toList();
        assertThat(workers).isNotEmpty();

        postgres.close();

        assertThat(server.isAlive()).isFalse();
        assertThat(workers).noneMatch(ProcessHandle::isAlive);
    }

    private static String ask(EmbeddedPostgres postgres, String query) throws SQLException {
        try (Connection connection = connect(postgres);
                ResultSet answer = connection.createStatement().executeQuery(query)) {
            assertThat(answer.next()).isTrue();
            return String.valueOf(answer.getString(1));
        }
    }

    private static void execute(EmbeddedPostgres postgres, String statement) throws SQLException {
        try (Connection connection = connect(postgres)) {
            connection.createStatement().execute(statement);
        }
    }

    private static Connection connect(EmbeddedPostgres postgres) throws SQLException {
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }
}
