package io.comptoir.command.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportFilesTest {

    private static final TenantId TENANT = TenantId.of("0192f0c1-7a40-7000-8000-00000000d3a0");
    private static final TenantId OTHER = TenantId.of("0192f0c1-7a40-7000-8000-00000000d3a1");

    @TempDir
    private Path folder;

    private final ImportRef ref = ref(TENANT, 1);

    @Test
    void storesWhatArrivesWithItsSizeAndDigest() throws IOException {
        ImportFiles files = files();

        assertThat(files.receive(ref, stream("abc")))
                .hasValue(new ImportFiles.Received(
                        3, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        try (InputStream stored = files.open(ref)) {
            assertThat(stored.readAllBytes()).isEqualTo("abc".getBytes(UTF_8));
        }
        assertThat(stored()).containsExactly(TENANT + "/" + ref.importId() + ".csv");
    }

    @Test
    void letsNobodyElseLookIntoTheFolder() throws IOException {
        Path imports = folder.resolve("imports");
        Files.createDirectory(imports);
        assumeThat(Files.getFileStore(imports).supportsFileAttributeView("posix"))
                .isTrue();
        Files.setPosixFilePermissions(imports, PosixFilePermissions.fromString("rwxr-xr-x"));

        new ImportFiles(imports).clearUp();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(imports)))
                .isEqualTo("rwx------");
    }

    @Test
    void keepsNothingOfAnEmptyFile() throws IOException {
        assertThat(files().receive(ref, InputStream.nullInputStream())).isEmpty();

        assertThat(stored()).isEmpty();
    }

    @Test
    void keepsNothingOfAFileThatDoesNotArrive() throws IOException {
        IOException lost = new IOException("connection lost");
        ImportFiles files = files();

        assertThatThrownBy(() -> files.receive(ref, new SequenceInputStream(stream("abc"), failing(lost))))
                .isSameAs(lost);

        assertThat(stored()).isEmpty();
    }

    @Test
    void keepsNothingOfAFileThatIsRefusedOnTheWay() throws IOException {
        IllegalStateException tooLong = new IllegalStateException("over the limit");
        ImportFiles files = files();

        assertThatThrownBy(() -> files.receive(ref, failing(tooLong))).isSameAs(tooLong);

        assertThat(stored()).isEmpty();
    }

    @Test
    void saysThatTheDiskDidNotTakeIt() throws IOException {
        Files.writeString(folder.resolve(TENANT.toString()), "a file where a folder must be");
        ImportFiles files = new ImportFiles(folder);

        assertThatThrownBy(() -> files.receive(ref, stream("abc"))).isInstanceOf(ImportFiles.NotStored.class);
    }

    @Test
    void clearsUpWhatAnEarlierRunLeft() throws IOException {
        ImportRef second = ref(TENANT, 2);
        ImportRef third = ref(OTHER, 3);
        ImportFiles earlier = files();
        for (ImportRef each : List.of(third, second, ref)) {
            assertThat(earlier.receive(each, stream("abc"))).isPresent();
        }
        Path halfArrived =
                folder.resolve(TENANT.toString()).resolve(ref(TENANT, 4).importId() + ".csv.part");
        Files.writeString(halfArrived, "ab");
        Path notOurs = folder.resolve(TENANT.toString()).resolve("notes.csv");
        Files.writeString(notOurs, "keep me");
        Files.writeString(folder.resolve("README"), "keep me too");

        assertThat(files().clearUp()).containsExactly(ref, second, third);

        assertThat(halfArrived).doesNotExist();
        assertThat(notOurs).exists();
    }

    @Test
    void deletesOnlyTheFileOfTheImport() throws IOException {
        ImportFiles files = files();
        ImportRef second = ref(TENANT, 2);
        assertThat(files.receive(ref, stream("abc"))).isPresent();
        assertThat(files.receive(second, stream("abc"))).isPresent();

        files.delete(ref);
        files.delete(ref);

        assertThat(stored()).containsExactly(TENANT + "/" + second.importId() + ".csv");
    }

    private ImportFiles files() throws IOException {
        ImportFiles files = new ImportFiles(folder.resolve("."));
        assertThat(files.clearUp()).isNotNull();
        return files;
    }

    private List<String> stored() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString())
                    .toList();
        }
    }

    private static ImportRef ref(TenantId tenantId, int millis) {
        return new ImportRef(tenantId, ImportId.next(Instant.ofEpochMilli(millis)));
    }

    private static InputStream stream(String content) {
        return new ByteArrayInputStream(content.getBytes(UTF_8));
    }

    private static InputStream failing(Exception failure) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                if (failure instanceof IOException lost) {
                    throw lost;
                }
                throw (RuntimeException) failure;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        };
    }
}
