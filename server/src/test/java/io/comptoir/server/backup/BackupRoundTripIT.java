package io.comptoir.server.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.platform.vault.EncryptionKeys;
import io.comptoir.platform.vault.OpenVault;
import io.comptoir.server.RunsBeside;
import io.comptoir.server.embedded.DataFolder;
import io.comptoir.server.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Rows into a backup and out of it, between the databases of a real PostgreSQL, and what is refused with which advice. */
@RunsBeside
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupRoundTripIT {

    private static final int EVENTS = 50;

    private Path temporary;
    private Path keys;
    private DataFolder folder;
    private EmbeddedPostgres postgres;
    private int databases;
    private int folders;
    private String printed = "";

    /** Where the rows are. */
    private Map<String, String> source = Map.of();

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        this.temporary = temporary;
        this.keys = temporary.resolve("encryption-keys.json");
        folder = DataFolder.open(temporary.resolve("data"));
        postgres = new EmbeddedPostgres(folder, (store, step, percent) -> {});
        postgres.start();
    }

    @AfterAll
    void stop() {
        postgres.close();
        folder.close();
    }

    @BeforeEach
    void fill() throws SQLException {
        source = emptyInstallation();
        try (Connection events = connect(source, "COMPTOIR_POSTGRESQL_URL");
                Connection vault = connect(source, "COMPTOIR_VAULT_URL")) {
            Schema.create(events, Part.EVENTS);
            Schema.create(vault, Part.VAULT);
            try (OpenVault opened = OpenVault.at(
                    source.getOrDefault("COMPTOIR_VAULT_URL", ""),
                    postgres.user(),
                    postgres.password(),
                    keys,
                    Clock.systemUTC())) {
                byte[] unused = opened.secrets().getOrCreate("an organization", "secret", () -> new byte[] {1, 2, 3});
            }
            execute(
                    events,
                    "insert into events (event_id, stream, sequence, aggregate_type, recorded_at, payload_type,"
                            + " payload_revision, payload, meta_data)"
                            + " select 'id-' || n, 'stream\\with\ttab ' || n, 0, 'Order', '2026-11-25T00:00:00Z',"
                            + " 'io.comptoir.contract.orders.OrderCancelled', case when n % 2 = 0 then '1' end,"
                            + " decode(md5(n::text), 'hex'), '\\x00ff0a5c' from generate_series(1, " + EVENTS + ") n");
            execute(
                    events,
                    "insert into snapshots select event_id, stream, sequence, aggregate_type, recorded_at, payload_type,"
                            + " payload_revision, payload, meta_data from events where position = 1");
            execute(vault, "update history_progress set position = 42");
            execute(
                    vault,
                    "insert into subject_keys (tenant, subject, generation, wrapped, created_at, destroyed_at)"
                            + " select '" + UUID.randomUUID()
                            + "', E'somebody\\nwith a line, a \\\\ and an \u00e9', n, case when n > 1 then '\\x0102'::bytea end, now(),"
                            + " case when n = 1 then now() end from generate_series(1, 3) n");
            execute(
                    vault,
                    "insert into erasures_followed (one, token_type, token) values (1, 'a token', '\\x007b5c6e7d')");
        }
    }

    /** Two empty databases, in the words that a server is told them by. */
    private Map<String, String> emptyInstallation() throws SQLException {
        int number = ++databases;
        Map<String, String> environment = new HashMap<>();
        try (Connection connection = connect(postgres.jdbcUrl())) {
            for (String part : List.of("events", "vault")) {
                execute(connection, "create database " + part + number);
                String prefix = part.equals("vault") ? "COMPTOIR_VAULT_" : "COMPTOIR_POSTGRESQL_";
                environment.put(prefix + "URL", postgres.jdbcUrl().replaceAll("/\\w+$", "/" + part + number));
                environment.put(prefix + "USER", postgres.user());
                environment.put(prefix + "PASSWORD", postgres.password());
            }
        }
        environment.put("COMPTOIR_ENCRYPTION_KEYS", keys.toString());
        environment.put("COMPTOIR_DATA_DIR", temporary.resolve("nowhere").toString());
        return environment;
    }

    private Connection connect(Map<String, String> environment, String url) throws SQLException {
        return connect(environment.getOrDefault(url, ""));
    }

    private Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, postgres.user(), postgres.password());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    /** Every row of every table, as text. */
    private Map<String, String> rows(Map<String, String> environment) throws SQLException {
        Map<String, String> all = new TreeMap<>();
        for (String url : List.of("COMPTOIR_POSTGRESQL_URL", "COMPTOIR_VAULT_URL")) {
            try (Connection connection = connect(environment, url)) {
                for (String table : Schema.tables(connection)) {
                    all.put(
                            table,
                            text(connection, "select string_agg(t::text, '\n' order by t::text) from " + table + " t"));
                }
            }
        }
        return all;
    }

    private int backUp(Map<String, String> environment, Path to, String... more) {
        return run(environment, "backup", "--to", to, more);
    }

    private int restore(Map<String, String> environment, Path from, String... more) {
        return run(environment, "restore", "--from", from, more);
    }

    private int run(Map<String, String> environment, String command, String option, Path place, String... more) {
        String[] words = new String[3 + more.length];
        words[0] = command;
        words[1] = option;
        words[2] = place.toString();
        System.arraycopy(more, 0, words, 3, more.length);
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(output, true, UTF_8);
        int status = BackupCommand.run(words, environment, out, out);
        printed = output.toString(UTF_8);
        assertThat(printed).doesNotContain(postgres.password());
        return status;
    }

    private Path newFolder() {
        return temporary.resolve("backup-" + ++folders);
    }

    @Test
    void bringsBackEveryRowAsItWas() throws Exception {
        Path backup = newFolder();
        assertThat(backUp(source, backup)).as(printed).isZero();
        Map<String, String> target = emptyInstallation();

        assertThat(restore(target, backup)).as(printed).isZero();

        assertThat(printed).contains("Restored the events up to position " + EVENTS + " and the vault, ");
        assertThat(rows(target)).isEqualTo(rows(source));
        try (Connection events = connect(target, "COMPTOIR_POSTGRESQL_URL")) {
            assertThat(text(events, "select nextval(pg_get_serial_sequence('events', 'position'))"))
                    .isEqualTo(Integer.toString(EVENTS + 1));
        }
        try (Stream<Path> files = Files.walk(backup)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
        }
    }

    /** What is appended while the tables are copied one after the other is in none of them, or in all. */
    @Test
    void copiesEachDatabaseAsItWasAtOneMoment() throws Exception {
        Path backup = newFolder();
        AtomicBoolean done = new AtomicBoolean();
        CompletableFuture<Integer> appended = CompletableFuture.supplyAsync(() -> {
            int number = EVENTS;
            try (Connection events = connect(source, "COMPTOIR_POSTGRESQL_URL")) {
                events.setAutoCommit(false);
                while (!done.get()) {
                    number++;
                    String row = "'id-" + number + "', 'stream " + number
                            + "', 0, 'Order', '', 'OrderPlaced', '1', '\\x00', '\\x00')";
                    execute(
                            events,
                            "insert into events (event_id, stream, sequence, aggregate_type, recorded_at,"
                                    + " payload_type, payload_revision, payload, meta_data) values (" + row);
                    execute(events, "insert into snapshots values (" + row);
                    events.commit();
                }
                return number;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            assertThat(backUp(source, backup)).as(printed).isZero();
        } finally {
            done.set(true);
        }
        assertThat(appended.join()).isGreaterThan(EVENTS);

        Manifest manifest = new BackupFolder(backup).manifest();

        long more = Objects.requireNonNull(manifest.position()) - EVENTS;
        // The source has one snapshot, and each append adds an event and a snapshot.
        assertThat(manifest.tablesOf(Part.EVENTS))
                .extracting(
                        Manifest.Table::name,
                        table -> table.rows() - (table.name().equals("events") ? EVENTS : 1))
                .containsExactly(Tuple.tuple("events", more), Tuple.tuple("snapshots", more));
    }

    @Test
    void copiesWhatFollowsTheEventsBeforeThemAndTheKeysAfterThem() throws Exception {
        Path backup = newFolder();
        assertThat(backUp(source, backup)).as(printed).isZero();

        assertThat(new BackupFolder(backup).manifest().tables())
                .extracting(Manifest.Table::name)
                .containsExactly(
                        "erasures_followed",
                        "history_checkpoints",
                        "history_keys",
                        "history_leaves",
                        "history_nodes",
                        "history_progress",
                        "history_trees",
                        "events",
                        "snapshots",
                        "api_key_uses",
                        "blind_index",
                        "key_destructions",
                        "secrets",
                        "subject_keys");
    }

    /** A version that adds columns and a table reads what one wrote that did not have them. */
    @Test
    void fillsTablesThatHaveMoreColumnsThanTheBackup() throws Exception {
        try (Connection vault = connect(source, "COMPTOIR_VAULT_URL")) {
            execute(vault, "alter table subject_keys drop column words_destroyed");
            execute(vault, "drop table api_key_uses");
        }
        Path backup = newFolder();
        assertThat(backUp(source, backup)).as(printed).isZero();
        Map<String, String> target = emptyInstallation();

        assertThat(restore(target, backup)).as(printed).isZero();

        try (Connection vault = connect(target, "COMPTOIR_VAULT_URL")) {
            assertThat(text(vault, "select count(*) from subject_keys where words_destroyed is null"))
                    .isEqualTo("3");
            assertThat(text(vault, "select count(*) from api_key_uses")).isEqualTo("0");
        }
    }

    @Test
    void refusesABackupWithColumnsThatItDoesNotKnowAndLeavesNothing() throws Exception {
        try (Connection vault = connect(source, "COMPTOIR_VAULT_URL")) {
            execute(vault, "alter table secrets add column of_the_future text");
        }
        Path backup = newFolder();
        assertThat(backUp(source, backup)).as(printed).isZero();
        Map<String, String> target = emptyInstallation();

        assertThat(restore(target, backup)).isEqualTo(2);

        assertThat(printed)
                .contains("made by a newer version: its table secrets has the columns of_the_future")
                .contains("Restore it with the version that made it, or a later one.");
        assertThat(rows(target)).isEmpty();
    }

    @Test
    void refusesKeysThatHaveTheRightNumberAndAreOthersAndLeavesNothing() throws Exception {
        Path backup = newFolder();
        assertThat(backUp(source, backup)).as(printed).isZero();
        Path others = temporary.resolve("others-" + ++folders + ".json");
        long number = EncryptionKeys.read(keys).primary();
        long otherNumber = EncryptionKeys.create(others).primary();
        Files.writeString(others, Files.readString(others).replace(Long.toString(otherNumber), Long.toString(number)));
        assertThat(EncryptionKeys.read(others).ids()).isEqualTo(Set.of(number));
        Map<String, String> target = emptyInstallation();
        target.put("COMPTOIR_ENCRYPTION_KEYS", others.toString());

        assertThat(restore(target, backup)).isEqualTo(2);

        assertThat(printed).contains("do not open what lies in the vault", "Put the file there that belongs to it.");
        assertThat(rows(target)).isEmpty();
        assertThat(backUp(target(source, others), newFolder())).isEqualTo(2);
        assertThat(printed).contains("do not open what lies in the vault");
    }

    private static Map<String, String> target(Map<String, String> environment, Path keys) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put("COMPTOIR_ENCRYPTION_KEYS", keys.toString());
        return changed;
    }

    @Test
    void refusesATargetThatIsNotEmpty() throws Exception {
        Path backup = newFolder();
        assertThat(backUp(source, backup)).as(printed).isZero();
        Map<String, String> before = rows(source);

        assertThat(restore(source, backup)).isEqualTo(2);

        assertThat(printed).contains("The database of the vault is not empty", "A restore never overwrites.");
        assertThat(rows(source)).isEqualTo(before);
    }

    @Test
    void refusesADamagedFileBeforeItTouchesAnything() throws Exception {
        Path backup = newFolder();
        assertThat(backUp(source, backup)).as(printed).isZero();
        Path file = backup.resolve("vault/secrets.copy.gz");
        Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);
        Map<String, String> target = emptyInstallation();

        assertThat(restore(target, backup)).isEqualTo(2);

        assertThat(printed).contains("The backup is damaged", "secrets.copy.gz", "take an earlier one");
        assertThat(rows(target)).isEmpty();
    }

    @Test
    void refusesToWriteWhereSomethingIsAlready() throws Exception {
        Path backup = newFolder();
        assertThat(backUp(source, backup)).as(printed).isZero();

        assertThat(backUp(source, backup)).isEqualTo(2);

        assertThat(printed).contains("is not empty", "Name a new folder with --to.");
        Path file = Files.writeString(temporary.resolve("file-" + folders), "x");
        assertThat(backUp(source, file)).isEqualTo(2);
        assertThat(printed).contains("is not a folder");
    }

    @Test
    void refusesTablesThatItDoesNotKnowAndLeavesNothing() throws Exception {
        try (Connection events = connect(source, "COMPTOIR_POSTGRESQL_URL")) {
            execute(events, "create table customers_of_somebody_else (n int)");
        }
        Path backup = newFolder();

        assertThat(backUp(source, backup)).isEqualTo(2);

        assertThat(printed)
                .contains("tables that this version does not know: customers_of_somebody_else")
                .contains("Take the backup with the version that the server runs with");
        assertThat(backup).isEmptyDirectory();
    }

    @Test
    void refusesDatabasesThatNoServerUses() throws Exception {
        assertThat(backUp(emptyInstallation(), newFolder())).isEqualTo(2);
        assertThat(printed).contains("has no tables: no server was ever started with it");

        Map<String, String> unreachable = new HashMap<>(source);
        unreachable.put("COMPTOIR_VAULT_URL", postgres.jdbcUrl().replaceAll("/\\w+$", "/none"));
        assertThat(backUp(unreachable, newFolder())).isEqualTo(2);
        assertThat(printed).contains("The database of the vault at ", "cannot be opened");
    }

    /** The embedded PostgreSQL of a process that runs, found by its data folder. */
    @Test
    void findsTheDatabasesOfAServerThatRuns() throws Exception {
        Map<String, String> environment =
                Map.of("COMPTOIR_DATA_DIR", folder.root().toString(), "COMPTOIR_ENCRYPTION_KEYS", keys.toString());

        // They are found, and nothing was ever put into them.
        assertThat(backUp(environment, newFolder())).isEqualTo(2);
        assertThat(printed).contains("The database of the vault has no tables");

        assertThat(backUp(Map.of("COMPTOIR_DATA_DIR", temporary.resolve("none").toString()), newFolder()))
                .isEqualTo(2);
        assertThat(printed).contains("There is no installation in", "COMPTOIR_DATA_DIR");
        assertThat(temporary.resolve("none")).doesNotExist();
    }

    @Test
    void copiesTheVaultAloneBesideAxonServer() throws Exception {
        Map<String, String> environment = new HashMap<>(source);
        environment.put("COMPTOIR_EVENT_STORE", "axon-server");
        Path backup = newFolder();

        assertThat(backUp(environment, backup)).isEqualTo(2);
        assertThat(printed).contains("The events are in Axon Server", "--vault-only");
        assertThat(backUp(environment, backup, "--vault-only")).as(printed).isZero();

        assertThat(restore(environment, backup)).isEqualTo(2);
        assertThat(printed).contains("are to be in Axon Server", "--vault-only");
        Map<String, String> target = emptyInstallation();
        assertThat(restore(target, backup)).isEqualTo(2);
        assertThat(printed).contains("has the vault and no events");
        assertThat(restore(target, backup, "--vault-only")).as(printed).isZero();

        Map<String, String> ofTheVault = rows(source);
        ofTheVault.keySet().removeAll(Set.of("events", "snapshots"));
        assertThat(rows(target)).isEqualTo(ofTheVault);
    }
}
