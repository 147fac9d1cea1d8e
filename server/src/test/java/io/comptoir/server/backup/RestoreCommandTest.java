package io.comptoir.server.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.vault.EncryptionKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a restore refuses before it starts or opens a database, and the advice it gives. */
class RestoreCommandTest {

    private static final Instant THEN = Instant.parse("2026-11-25T10:00:00Z");

    @TempDir
    private Path folder;

    private Path backup;
    private Path keys;
    private long keyNumber;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeEach
    void writeABackup() throws IOException {
        backup = folder.resolve("backup");
        keys = folder.resolve("keys/encryption-keys.json");
        keyNumber = EncryptionKeys.create(keys).primary();
        write(manifest("events", "one"));
        write(manifest("vault", "one"));
    }

    private Manifest manifest(String part, String id) {
        boolean events = part.equals("events");
        return new Manifest(
                Manifest.FORMAT,
                part,
                id,
                THEN,
                "test",
                0,
                List.of(),
                events ? List.of(new Manifest.EventType("io.comptoir.contract.orders.OrderPlaced", "1", 7)) : List.of(),
                events ? Map.of() : Map.of(Long.toString(keyNumber), 1L));
    }

    private void write(Manifest manifest) throws IOException {
        Path file = backup.resolve(manifest.part()).resolve(Manifest.FILE);
        Files.createDirectories(file.getParent());
        Files.write(file, ContractJson.mapper().writeValueAsBytes(manifest));
    }

    private int run(String... words) {
        printed.reset();
        PrintStream out = new PrintStream(printed, true, UTF_8);
        return RestoreCommand.run(
                words, Map.of("COMPTOIR_DATA_DIR", folder.resolve("data").toString()), out, out);
    }

    private String refusal(String... more) {
        String[] words = new String[5 + more.length];
        System.arraycopy(
                new String[] {"restore", "--from", backup.toString(), "--encryption-keys", keys.toString()},
                0,
                words,
                0,
                5);
        System.arraycopy(more, 0, words, 5, more.length);
        assertThat(run(words)).isEqualTo(1);
        assertThat(printed.toString(UTF_8)).startsWith("Not restored: ");
        assertThat(folder.resolve("data/postgresql")).as("what was not begun").doesNotExist();
        return printed.toString(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "--from", "--from x --from y", "--from x --what y", "--from x --plain", "x"})
    void tellsHowItIsUsed(String words) {
        assertThat(run(("restore " + words).strip().split(" ", -1))).isEqualTo(2);
        assertThat(printed.toString(UTF_8)).startsWith("Usage: java -jar comptoir.jar restore --from <folder>");
        PrintStream out = new PrintStream(printed, true, UTF_8);
        assertThat(BackupCommand.run(new String[] {"backup"}, Map.of(), out, out))
                .isEqualTo(2);
        assertThat(printed.toString(UTF_8)).contains("Usage: java -jar comptoir.jar backup --to <folder>");
    }

    @Test
    void refusesABackupThatDidNotComeToItsEnd() throws IOException {
        Files.delete(backup.resolve("events/manifest.json"));
        assertThat(refusal())
                .contains(
                        "is incomplete: there is no events/manifest.json",
                        "It did not come to its end; take an earlier");
        Files.delete(backup.resolve("events"));
        assertThat(refusal()).contains("put the folders events and vault beside each other again");
        backup = folder.resolve("none");
        assertThat(refusal()).contains("There is no folder ", "Name the one that backup --to was given.");
    }

    @Test
    void refusesHalvesOfDifferentBackups() throws IOException {
        write(manifest("vault", "another"));
        assertThat(refusal()).contains("are of different backups", "Only halves of the same backup fit");
    }

    @Test
    void refusesHalvesThatWereExchanged() throws IOException {
        Files.copy(
                backup.resolve("events/manifest.json"),
                backup.resolve("vault/manifest.json"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(refusal()).contains("manifest.json is of the events and not of the vault.");
    }

    @Test
    void refusesABackupOfANewerVersion() throws IOException {
        Path file = backup.resolve("vault/manifest.json");
        String text = Files.readString(file);
        Files.writeString(file, text.replace("comptoir-backup/1", "comptoir-backup/2"));
        assertThat(refusal())
                .contains("made by a newer version: it has the format comptoir-backup/2")
                .contains("Restore it with the version that made it, or a later one.");

        Files.writeString(
                file,
                text.replace(
                        "\"tables\":[]",
                        "\"tables\":[{\"name\":\"future\",\"columns\":[],\"file\":\"future.copy\",\"rows\":0,\"bytes\":0,\"sha256\":\"\"}]"));
        assertThat(refusal()).contains("made by a newer version: it has the table future");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.comptoir.contract.orders.OrderPlaced 99",
                "io.comptoir.contract.orders.OrderPlaced last",
                "io.comptoir.contract.orders.OrderSentToTheMoon 1",
                "java.lang.String 1"
            })
    void refusesEventsThatThisVersionCannotRead(String typeAndRevision) throws IOException {
        String[] parts = typeAndRevision.split(" ", -1);
        Path file = backup.resolve("events/manifest.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace("io.comptoir.contract.orders.OrderPlaced", parts[0])
                        .replace("\"revision\":\"1\"", "\"revision\":\"" + parts[1] + "\""));
        assertThat(refusal())
                .contains("made by a newer version: it has events ", parts[0].substring(parts[0].lastIndexOf('.') + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"format\":\"comptoir-export/1\"}", "{\"format\":\"comptoir-backup/x\"}"})
    void refusesAManifestThatIsNone(String text) throws IOException {
        Files.writeString(backup.resolve("events/manifest.json"), text);
        assertThat(refusal()).contains("cannot be read as what a backup writes");
    }

    @Test
    void refusesFilesOutsideOfTheBackup() throws IOException {
        Path file = backup.resolve("vault/manifest.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "\"tables\":[]",
                                "\"tables\":[{\"name\":\"secrets\",\"columns\":[],\"file\":\"../../secrets.copy\",\"rows\":0,\"bytes\":0,\"sha256\":\"\"}]"));
        assertThat(refusal()).contains("names the file ../../secrets.copy");
    }

    @Test
    void refusesKeysThatAreMissingOrOthers() throws IOException {
        Path right = keys;
        keys = folder.resolve("others.json");
        assertThat(refusal()).contains("There is no file ", "Name the copy of the encryption keys.");
        EncryptionKeys unused = EncryptionKeys.create(keys);
        assertThat(refusal()).contains("are not those of this vault", "Name the file that belongs to it.");
        assertThat(run("restore", "--from", backup.toString())).isEqualTo(1);
        assertThat(printed.toString(UTF_8)).contains("The encryption keys are missing");
        Files.writeString(keys, "no keys");
        assertThat(refusal()).contains("cannot be read");
        Files.createDirectories(folder.resolve("data"));
        unused = EncryptionKeys.create(folder.resolve("data/encryption-keys.json"));
        keys = right;
        assertThat(refusal()).contains("There are other encryption keys in ", "Move that file away");
    }

    @Test
    void refusesADataFolderWithReadModelsOfOtherEvents() throws IOException {
        Files.createDirectories(folder.resolve("data/elasticsearch"));
        assertThat(refusal())
                .contains("has read models of what was there before", "they are built again from the events");
    }

    @Test
    void refusesAnEventStoreWithoutItsVault() {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(output, true, UTF_8);
        assertThat(RestoreCommand.run(
                        new String[] {"restore", "--from", backup.toString()},
                        Map.of("COMPTOIR_POSTGRESQL_URL", "jdbc:postgresql://localhost/events"),
                        out,
                        out))
                .isEqualTo(1);
        assertThat(output.toString(UTF_8)).contains("nothing says where its vault is", "COMPTOIR_VAULT_URL");
    }

    @Test
    void keepsTheEncryptionKeysAwayFromWhatTheyOpen() {
        PrintStream out = new PrintStream(printed, true, UTF_8);
        String to = folder.resolve("new").toString();
        assertThat(BackupCommand.run(
                        new String[] {"backup", "--to", to, "--encryption-keys-to", to + "/keys"}, Map.of(), out, out))
                .isEqualTo(1);
        assertThat(printed.toString(UTF_8)).contains("must not lie beside what they open");
        assertThat(folder.resolve("new")).doesNotExist();
    }
}
