package io.comptoir.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir
    Path temporary;

    @Test
    void refusesASecondServerInTheSameProcess() {
        Path path = temporary.resolve("data");
        try (DataFolder first = DataFolder.open(path)) {
            assertThatExceptionOfType(DataFolderInUse.class)
                    .isThrownBy(() -> DataFolder.open(path))
                    .withMessageContaining(first.root().toString())
                    .withMessageContaining(
                            String.valueOf(ProcessHandle.current().pid()))
                    .withMessageContaining("COMPTOIR_DATA_DIR");
        }
    }

    @Test
    void refusesASecondServerInAnotherProcessAndNamesTheFirst() throws Exception {
        Path path = temporary.resolve("data");
        try (StoresInAnotherProcess other = StoresInAnotherProcess.start(path)) {
            assertThat(other.nextReport()).isEqualTo("ready");

            assertThatExceptionOfType(DataFolderInUse.class)
                    .isThrownBy(() -> DataFolder.open(path))
                    .satisfies(refusal -> assertThat(refusal.holder()).isEqualTo("process " + other.pid()));
        }
    }

    @Test
    void canBeOpenedAgainAfterItsHolderWasKilled() throws Exception {
        Path path = temporary.resolve("data");
        try (StoresInAnotherProcess other = StoresInAnotherProcess.start(path)) {
            other.nextReport();
            other.kill();
        }

        try (DataFolder folder = DataFolder.open(path)) {
            assertThat(Files.readString(folder.root().resolve("comptoir.lock")).strip())
                    .isEqualTo(String.valueOf(ProcessHandle.current().pid()));
        }
    }

    @Test
    void saysWhatIsWrongWithAFolderThatIsNone() throws Exception {
        Path file = Files.createFile(temporary.resolve("data"));

        assertThatExceptionOfType(DataFolderUnusable.class)
                .isThrownBy(() -> DataFolder.open(file))
                .withMessage("The data folder " + file + " cannot be used: " + file
                        + " is not a folder. Name another one with COMPTOIR_DATA_DIR.");
    }

    @Test
    void canBeOpenedAgainAfterClosing() {
        Path path = temporary.resolve("data");
        DataFolder.open(path).close();
        DataFolder.open(path).close();
    }

    @Test
    void keepsOtherUsersOutOfEveryStore() throws Exception {
        try (DataFolder folder = DataFolder.open(temporary.resolve("data"))) {
            assertThat(mode(folder.root())).isEqualTo(folder.childUser().isAnotherUser() ? "rwx--x--x" : "rwx------");
            assertThat(mode(folder.ofStore("postgresql"))).isEqualTo("rwx------");
            assertThat(mode(folder.ofServer("mongodb"))).isEqualTo("rwx------");
            assertThat(mode(folder.logs())).isEqualTo("rwx------");
        }
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
