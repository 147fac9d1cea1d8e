package io.comptoir.server.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.platform.vault.EncryptionKeys;
import io.comptoir.platform.vault.OpenVault;
import io.comptoir.server.RunsBeside;
import io.comptoir.server.embedded.DataFolder;
import io.comptoir.server.embedded.EmbeddedPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
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
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
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
                            + " 'io.comptoir.contract.orders.OrderCancelled', '1',"
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
        int status = command.equals("backup")
                ? BackupCommand.run(words, environment, out, out)
                : RestoreCommand.run(words, environment, out, out);
        printed = output.toString(UTF_8);
        assertThat(printed).doesNotContain(postgres.password());
        return status;
    }

    private Path newFolder() {
        return temporary.resolve("backup-" + ++folders);
    }

    @Test
    void bringsBackEveryRowAsItWas() throws Exception {
        for (String form : List.of("", "--plain")) {
            Path backup = newFolder();
            String[] more = form.isEmpty() ? new String[0] : new String[] {form};
            assertThat(backUp(source, backup, more)).as(printed).isZero();
            Map<String, String> target = emptyInstallation();

            assertThat(restore(target, backup)).as(printed).isZero();

            Map<String, String> expected = rows(source);
            assertThat(expected.put("snapshots", "null")).isNotEqualTo("null");
            assertThat(rows(target)).isEqualTo(expected);
            try (Connection events = connect(target, "COMPTOIR_POSTGRESQL_URL")) {
                assertThat(text(events, "select nextval(pg_get_serial_sequence('events', 'position'))"))
                        .isEqualTo(Integer.toString(EVENTS + 1));
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                    .isEqualTo("rwx------");
            try (var files = Files.walk(backup)) {
                assertThat(files.filter(Files::isRegularFile))
                        .isNotEmpty()
                        .allSatisfy(
                                file -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                                        .isEqualTo("rw-------"));
            }
        }
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

        assertThat(restore(target, backup)).isEqualTo(1);

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
        String other = Files.readString(EncryptionKeysOf.freshFile(temporary.resolve("fresh-" + folders + ".json")));
        long otherNumber = EncryptionKeys.read(temporary.resolve("fresh-" + folders + ".json"))
                .primary();
        Files.writeString(others, other.replace(Long.toString(otherNumber), Long.toString(number)));
        assertThat(EncryptionKeys.read(others).ids()).isEqualTo(Set.of(number));
        Map<String, String> target = emptyInstallation();
        target.put("COMPTOIR_ENCRYPTION_KEYS", others.toString());

        assertThat(restore(target, backup)).isEqualTo(1);

        assertThat(printed).contains("are not those of this vault", "Name the file that belongs to it.");
        assertThat(rows(target)).isEmpty();
        assertThat(backUp(target(source, others), newFolder())).isEqualTo(1);
        assertThat(printed).contains("are not those of this vault");
    }

    private static Map<String, String> target(Map<String, String> environment, Path keys) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put("COMPTOIR_ENCRYPTION_KEYS", keys.toString());
        return changed;
    }

    private static final class EncryptionKeysOf {
        static Path freshFile(Path file) {
            EncryptionKeys unused = EncryptionKeys.create(file);
            return file;
        }
    }

    @Test
    void bringsTheKeysToTheirPlace() throws Exception {
        Path backup = newFolder();
        Path copies = temporary.resolve("copies-" + folders);
        assertThat(backUp(source, backup, "--encryption-keys-to", copies.toString()))
                .as(printed)
                .isZero();
        Path copy = copies.resolve("encryption-keys.json");
        assertThat(copy).hasSameBinaryContentAs(keys);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy)))
                .isEqualTo("rw-------");
        Path place = temporary.resolve("place-" + folders + "/encryption-keys.json");
        Map<String, String> target = target(emptyInstallation(), place);

        assertThat(restore(target, backup)).isEqualTo(1);
        assertThat(printed).contains("The encryption keys are missing", "--encryption-keys");
        assertThat(restore(target, backup, "--encryption-keys", copy.toString()))
                .as(printed)
                .isZero();

        assertThat(place).hasSameBinaryContentAs(keys);
    }

    @Test
    void refusesATargetThatIsNotEmpty() throws Exception {
        Path backup = newFolder();
        assertThat(backUp(source, backup)).as(printed).isZero();
        Map<String, String> before = rows(source);

        assertThat(restore(source, backup)).isEqualTo(1);

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

        assertThat(restore(target, backup)).isEqualTo(1);

        assertThat(printed).contains("The backup is damaged", "secrets.copy.gz", "take an earlier backup");
        assertThat(rows(target)).isEmpty();
    }

    @Test
    void refusesToWriteWhereSomethingIsAlready() throws Exception {
        Path backup = newFolder();
        assertThat(backUp(source, backup)).as(printed).isZero();

        assertThat(backUp(source, backup)).isEqualTo(1);

        assertThat(printed).contains("is not empty", "Name a new folder with --to.");
        Path file = Files.writeString(temporary.resolve("file-" + folders), "x");
        assertThat(backUp(source, file)).isEqualTo(1);
        assertThat(printed).contains("is not a folder");
    }

    @Test
    void refusesTablesThatItDoesNotKnowAndLeavesNothing() throws Exception {
        try (Connection events = connect(source, "COMPTOIR_POSTGRESQL_URL")) {
            execute(events, "create table customers_of_somebody_else (n int)");
        }
        Path backup = newFolder();

        assertThat(backUp(source, backup)).isEqualTo(1);

        assertThat(printed)
                .contains("tables that this version does not know: customers_of_somebody_else")
                .contains("Take the backup with the version that the server runs with");
        assertThat(backup).isEmptyDirectory();
    }

    @Test
    void refusesDatabasesThatNoServerUses() throws Exception {
        assertThat(backUp(emptyInstallation(), newFolder())).isEqualTo(1);
        assertThat(printed).contains("has no tables: no server was ever started with it");

        Map<String, String> unreachable = new HashMap<>(source);
        unreachable.put("COMPTOIR_VAULT_URL", postgres.jdbcUrl().replaceAll("/\\w+$", "/none"));
        assertThat(backUp(unreachable, newFolder())).isEqualTo(1);
        assertThat(printed).contains("The database of the vault at ", "cannot be opened");
    }

    /** The embedded PostgreSQL of a process that runs, found by its data folder. */
    @Test
    void findsTheDatabasesOfAServerThatRuns() throws Exception {
        Map<String, String> environment =
                Map.of("COMPTOIR_DATA_DIR", folder.root().toString(), "COMPTOIR_ENCRYPTION_KEYS", keys.toString());

        // They are found, and nothing was ever put into them.
        assertThat(backUp(environment, newFolder())).isEqualTo(1);
        assertThat(printed).contains("The database of the vault has no tables");

        assertThat(backUp(Map.of("COMPTOIR_DATA_DIR", temporary.resolve("none").toString()), newFolder()))
                .isEqualTo(1);
        assertThat(printed).contains("There is no installation in", "--data-dir");
        assertThat(temporary.resolve("none")).doesNotExist();
    }

    @Test
    void copiesTheVaultAloneBesideAxonServer() throws IOException {
        Map<String, String> environment = new HashMap<>(source);
        environment.put("COMPTOIR_EVENT_STORE", "axon-server");
        Path backup = newFolder();

        assertThat(backUp(environment, backup)).isEqualTo(1);
        assertThat(printed).contains("The events are in Axon Server", "--vault-only");
        assertThat(backUp(environment, backup, "--vault-only")).as(printed).isZero();

        assertThat(backup.resolve("events")).doesNotExist();
        assertThat(backup.resolve("vault/manifest.json")).exists();
        assertThat(restore(environment, backup)).isEqualTo(1);
        assertThat(printed).contains("are to be in Axon Server", "--vault-only");
    }
}
