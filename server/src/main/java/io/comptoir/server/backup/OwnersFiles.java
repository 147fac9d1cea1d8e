package io.comptoir.server.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner can read, and that are on the disk when they are said to be written. */
final class OwnersFiles {

    private OwnersFiles() {}

    interface Writing {
        void to(OutputStream out) throws IOException;
    }

    static void createFolder(Path folder) throws IOException {
        Files.createDirectories(folder, mode(folder, "rwx------"));
    }

    /** Writes a file that must not be there yet. */
    static void write(Path file, Writing writing) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode(file, "rw-------"))) {
            OutputStream out = Channels.newOutputStream(channel);
            writing.to(out);
            out.flush();
            channel.force(true);
        }
    }

    /** Writes a file that is there as a whole or not at all. */
    static void writeAtOnce(Path file, byte[] content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(draft);
        write(draft, out -> out.write(content));
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        force(file.toAbsolutePath().resolveSibling("."));
    }

    /** Puts the names of the files in a folder on the disk. */
    private static void force(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static FileAttribute<?>[] mode(Path path, String mode) {
        return isPosix(path)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }
}
