package io.comptoir.server.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.platform.vault.EncryptionKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What backup and restore refuse before they touch a database, and what they advise then. */
class BackupCommandTest {

    private static final String SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path data = Path.of("");
    private Path backup = Path.of("");
    private String key = "";

    @BeforeEach
    void prepare() throws IOException {
        data = folder.resolve("data");
        backup = folder.resolve("backup");
        environment.put("COMPTOIR_DATA_DIR", data.toString());
        key = Long.toString(
                EncryptionKeys.create(data.resolve("encryption-keys.json")).primary());
        write(Manifest.FORMAT, "secrets", key, 9L);
    }

    /** A backup of one empty table, as far as its files go. */
    private void write(int format, String table, String neededKey, @Nullable Long position) throws IOException {
        Manifest.Table empty = new Manifest.Table(Part.VAULT, table, List.of("scope"), 0, 0, SHA256_OF_NOTHING);
        Manifest manifest = new Manifest(
                format, Instant.parse("2026-03-01T10:00:00Z"), "1", position, List.of(empty), Map.of(neededKey, 3L));
        Files.createDirectories(backup.resolve("vault"));
        Files.write(backup.resolve(empty.file()), new byte[0]);
        new BackupFolder(backup).write(manifest);
    }

    private int run(String... arguments) {
        assertThat(BackupCommand.isMeant(arguments)).isTrue();
        return BackupCommand.run(
                arguments, environment, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    }

    private void assertRefused(String command, String... words) {
        String option = command.equals("backup") ? "--to" : "--from";
        assertThat(run(command, option, backup.toString())).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains(words);
        assertThat(data.resolve("postgresql")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "backup",
                "backup --to",
                "backup --from x",
                "restore --to x",
                "restore --from x --hurry",
                "restore --vault-only",
                "backup --to x --vault-only y"
            })
    void saysHowItIsUsed(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
        assertThat(err.toString(UTF_8)).startsWith("Usage: java -jar comptoir.jar backup --to <folder>");
    }

    @Test
    void meansNoOtherCommand() {
        assertThat(BackupCommand.isMeant(new String[] {"verify"})).isFalse();
        assertThat(BackupCommand.isMeant(new String[0])).isFalse();
    }

    @Test
    void aManifestIsReadAsItWasWritten() throws IOException {
        Manifest.Table table = new Manifest.Table(
                Part.EVENTS,
                "events",
                List.of("position", "payload"),
                2,
                40,
                HexFormat.of().formatHex(new byte[32]));
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                Instant.parse("2026-03-01T10:00:00.123456Z"),
                "1.2",
                17L,
                List.of(table),
                Map.of("5", 2L));
        BackupFolder written = new BackupFolder(folder.resolve("written"));
        written.requireNew();
        written.create();

        written.write(manifest);

        assertThat(written.manifest()).isEqualTo(manifest);
        assertThat(Files.getPosixFilePermissions(written.path().resolve(Manifest.FILE)))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void everyTableOfTheServersScriptsIsKnown() {
        assertThat(Schema.tablesOf(Part.EVENTS)).containsExactly("events", "snapshots");
        assertThat(Schema.tablesOf(Part.VAULT))
                .contains("secrets", "subject_keys", "blind_index", "history_leaves", "history_checkpoints");
    }

    @Test
    void refusesToBackUpIntoAFolderThatHasSomething() throws IOException {
        Path full = folder.resolve("full");
        Files.createDirectories(full);
        Files.writeString(full.resolve("a-file"), "of somebody");

        backup = full;
        assertRefused("backup", "is not empty", "Name a new folder with --to");
        backup = full.resolve("a-file");
        assertRefused("backup", "is not a folder");
        assertThat(full).isDirectoryContaining("glob:**a-file");
    }

    @Test
    void refusesToBackUpWhatIsNotThere() {
        backup = folder.resolve("new");

        assertRefused("backup", "Not backed up: There is no installation in", "COMPTOIR_DATA_DIR");
        assertThat(backup).doesNotExist();
    }

    @Test
    void refusesAFolderWithoutManifest() throws IOException {
        Files.delete(backup.resolve(Manifest.FILE));

        assertRefused("restore", "is incomplete: it has no manifest.json", "Take an earlier backup");
    }

    @Test
    void refusesAFolderThatIsNotThere() {
        backup = folder.resolve("nowhere");

        assertRefused("restore", "There is no folder");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"format\":1",
                "{\"format\":\"new\"}",
                "{\"format\":1,\"tables\":[{\"part\":\"X\"}]}"
            })
    void refusesAManifestThatIsNone(String text) throws IOException {
        Files.writeString(backup.resolve(Manifest.FILE), text);

        assertRefused("restore", "is not what a backup writes");
    }

    @Test
    void refusesANewerFormat() throws IOException {
        write(Manifest.FORMAT + 1, "secrets", key, 9L);

        assertRefused("restore", "was made by a newer version: its format is 2", "or a later one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"marvels", "../../etc/passwd", "events"})
    void refusesATableThatIsNotOfThatDatabase(String table) throws IOException {
        String written = Files.readString(backup.resolve(Manifest.FILE));
        Files.writeString(backup.resolve(Manifest.FILE), written.replace("\"secrets\"", "\"" + table + "\""));

        assertRefused("restore", "was made by a newer version: it has a table " + table);
    }

    @Test
    void refusesWithoutEncryptionKeys() throws IOException {
        Files.delete(data.resolve("encryption-keys.json"));

        assertRefused("restore", "There are no encryption keys in", "They are in no backup");
    }

    @Test
    void refusesOtherEncryptionKeys() throws IOException {
        write(Manifest.FORMAT, "secrets", "17", 9L);

        assertRefused("restore", "needs the encryption keys with the numbers 17", "has " + key);
    }

    @Test
    void refusesReadModelsOfOtherEvents() throws IOException {
        Files.createDirectories(data.resolve("mongodb"));

        assertRefused("restore", "There are read models of other events in", "delete the folders");
    }

    @Test
    void refusesAFileThatIsNotAsItWasWritten() throws IOException {
        Files.write(backup.resolve("vault/secrets.copy.gz"), new byte[1]);

        assertRefused("restore", "The backup is damaged", "its checksum is not the one in the manifest");
    }

    @Test
    void refusesAFileThatIsMissing() throws IOException {
        Files.delete(backup.resolve("vault/secrets.copy.gz"));

        assertRefused("restore", "The backup is damaged", "it is missing or cannot be read");
    }

    @Test
    void refusesAVaultAloneAsAWhole() throws IOException {
        write(Manifest.FORMAT, "secrets", key, null);

        assertRefused("restore", "has the vault and no events", "--vault-only");
    }

    @Test
    void refusesEventsOfWhichItIsNotToldTheVault() {
        environment.put("COMPTOIR_POSTGRESQL_URL", "jdbc:postgresql://127.0.0.1:1/comptoir");

        assertRefused("restore", "nothing says where its vault is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"backup", "restore"})
    void leavesTheEventsInAxonServerToItsTools(String command) {
        environment.put("COMPTOIR_EVENT_STORE", "axon-server");

        assertRefused(command, "in Axon Server, whose own tools", "--vault-only");
    }

    @Test
    void saysWhichDatabaseDoesNotAnswerAndNoPassword() {
        environment.putAll(Map.of(
                "COMPTOIR_POSTGRESQL_URL", "jdbc:postgresql://127.0.0.1:1/comptoir",
                "COMPTOIR_POSTGRESQL_PASSWORD", "well-kept",
                "COMPTOIR_VAULT_URL", "jdbc:postgresql://127.0.0.1:1/vault",
                "COMPTOIR_VAULT_PASSWORD", "well-kept"));

        assertRefused("restore", "The database of the vault at jdbc:postgresql://127.0.0.1:1/vault cannot be opened");
        assertThat(err.toString(UTF_8)).doesNotContain("well-kept");
    }
}
