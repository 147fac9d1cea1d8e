package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that is a small disk of its own, in memory, and can be filled to the last byte. */
final class SmallDisk implements AutoCloseable {

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Leaves the test out where nothing may be mounted, which takes root and a system that lets it. */
    static SmallDisk at(Path folder, int megabytes) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int status = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
        assumeTrue(status == 0, "no small disk can be mounted here: mount ended with " + status + "; be root");
        return new SmallDisk(folder);
    }

    private static int run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    /** Takes all the room there is. */
    void fill() {
        byte[] page = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(filler())) {
            while (true) {
                out.write(page);
            }
        } catch (IOException full) {
            assertThat(folder.toFile().getUsableSpace()).as("room on " + folder).isZero();
        }
    }

    /** Gives it back. */
    void free() throws IOException {
        Files.deleteIfExists(filler());
    }

    @Override
    public void close() throws InterruptedException {
        // Lazily, because somebody who was killed may not have let go of it yet.
        assertThat(run("umount", "-l", folder.toString())).isZero();
    }
}
