package io.comptoir.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.platform.vault.EncryptionKeys;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The encryption keys from the command line, step by step as the documentation tells to rotate them. */
class EncryptionKeysCommandTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private long first;

    @BeforeEach
    void createKeys() {
        first = EncryptionKeys.create(folder.resolve("encryption-keys.json")).primary();
    }

    private int run(String... words) {
        out.reset();
        err.reset();
        String[] arguments = new String[words.length + 1];
        arguments[0] = "encryption-keys";
        System.arraycopy(words, 0, arguments, 1, words.length);
        assertThat(EncryptionKeysCommand.isMeant(arguments)).isTrue();
        return EncryptionKeysCommand.run(
                arguments,
                Map.of("COMPTOIR_DATA_DIR", folder.toString()),
                new PrintStream(out, true, UTF_8),
                new PrintStream(err, true, UTF_8));
    }

    @Test
    void aKeyIsAddedPromotedAndTheOldOneRemoved() throws IOException {
        assertThat(run("list")).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo(first + " primary\n");

        assertThat(run("add")).isZero();
        assertThat(out.toString(UTF_8)).startsWith("Added encryption key ").contains("restart them, then promote it");
        long second = EncryptionKeys.read(folder.resolve("encryption-keys.json")).ids().stream()
                .filter(id -> id != first)
                .findFirst()
                .orElseThrow();

        assertThat(run("promote", Long.toString(second))).isZero();
        assertThat(run("list")).isZero();
        assertThat(out.toString(UTF_8).lines()).containsExactlyInAnyOrder(Long.toString(first), second + " primary");

        assertThat(run("remove", Long.toString(first))).isZero();
        assertThat(run("list")).isZero();
        assertThat(out.toString(UTF_8)).isEqualTo(second + " primary\n");
        assertThat(out.toString(UTF_8))
                .doesNotContain(Files.readString(folder.resolve("encryption-keys.json"))
                        .replaceAll("(?s).*\"value\"\\s*:\\s*\"([^\"]+)\".*", "$1"));
    }

    @Test
    void refusesToRemoveWhatWrapsAndWhatIsNotThere() {
        assertThat(run("remove", Long.toString(first))).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("Promote another one first.");
        assertThat(run("promote", Long.toString(first + 1))).isEqualTo(1);
        assertThat(err.toString(UTF_8)).contains("There is no encryption key " + (first + 1));
    }

    @Test
    void saysWhatItUnderstands() {
        for (String[] words : new String[][] {{}, {"promote"}, {"promote", "x"}, {"list", "all"}, {"forget", "1"}}) {
            assertThat(run(words)).as(String.join(" ", words)).isEqualTo(2);
            assertThat(err.toString(UTF_8))
                    .isEqualTo("Usage: encryption-keys list | add | promote <number> | remove <number>\n");
        }
        assertThat(EncryptionKeysCommand.isMeant(new String[] {"--encryption-keys"}))
                .isFalse();
    }
}
