package io.comptoir.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerArchiveTest {
    private static final Progress SILENT = new Progress("test", (store, step, percent) -> {});

    @TempDir
    Path runtime;

    private final List<Path> archives = new ArrayList<>();

    @AfterEach
    void removeArchives() throws IOException {
        for (Path archive : archives) {
            Files.delete(archive);
        }
    }

    @Test
    void unpacksOnceAndKeepsWhatIsThere() throws Exception {
        ServerArchive archive = archiveOf("bin/server", "content");

        Path program = archive.unpack(runtime, SILENT);
        Path file = program.resolve("bin/server");
        assertThat(file).hasContent("content");

        Files.writeString(file, "touched");
        assertThat(archive.unpack(runtime, SILENT)).isEqualTo(program);
        assertThat(file).hasContent("touched");
    }

    @Test
    void reportsItsProgressUpToTheEnd() throws Exception {
        List<Integer> percents = new ArrayList<>();
        Progress progress = new Progress("Store", (store, step, percent) -> {
            assertThat(store).isEqualTo("Store");
            assertThat(step).isEqualTo("unpacking");
            percents.add(percent);
        });

        archiveOf("file", "content").unpack(runtime, progress);

        assertThat(percents).isSorted().doesNotHaveDuplicates().endsWith(100);
    }

    @Test
    void refusesAnAlteredArchiveAndLeavesNothingBehind() throws Exception {
        ServerArchive genuine = archiveOf("file", "content");
        ServerArchive altered = new ServerArchive(genuine.resource(), "0".repeat(64), genuine.folderName());

        assertThatExceptionOfType(EmbeddedStoreFailure.class)
                .isThrownBy(() -> altered.unpack(runtime, SILENT))
                .withMessageContaining("checksum");
        assertThat(runtime).isEmptyDirectory();
    }

    @Test
    void refusesAnEntryThatLeadsOutOfItsFolder() throws Exception {
        ServerArchive archive = archiveOf("../../outside", "content");

        assertThatExceptionOfType(EmbeddedStoreFailure.class)
                .isThrownBy(() -> archive.unpack(runtime.resolve("inner"), SILENT))
                .withMessageContaining("leads outside");
        assertThat(runtime.resolve("outside")).doesNotExist();
    }

    @Test
    void saysWhenAnArchiveIsMissing() {
        ServerArchive missing = new ServerArchive("no/such.zip", "0".repeat(64), "missing");

        assertThatExceptionOfType(EmbeddedStoreFailure.class)
                .isThrownBy(() -> missing.unpack(runtime, SILENT))
                .withMessageContaining("not on the class path");
    }

    private ServerArchive archiveOf(String entry, String content) throws Exception {
        Path classPath = Path.of(ServerArchiveTest.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        Path zip = classPath.resolve("archive-" + UUID.randomUUID() + ".zip");
        archives.add(zip);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry(entry));
            out.write(content.getBytes(UTF_8));
            out.closeEntry();
        }
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(zip));
        return new ServerArchive(zip.getFileName().toString(), HexFormat.of().formatHex(digest), "program");
    }
}
