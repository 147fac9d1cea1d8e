package io.comptoir.platform.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A file that only the server's own user may read (mode 0600). It appears whole or not at all, and is on the disk when the
 * call returns.
 */
public final class SecretFile {

    /** Whatever is kept in such files is far smaller. */
    private static final long MAX_BYTES = 1_048_576;

    private final Path path;

    public SecretFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    public Path path() {
        return path;
    }

    /** What stands in it; empty while there is no such file. */
    public Optional<byte[]> read() {
        try {
            if (!Files.exists(path)) {
                return Optional.empty();
            }
            if (Files.size(path) > MAX_BYTES) {
                throw new IllegalStateException(path + " has more than " + MAX_BYTES + " bytes");
            }
            return Optional.of(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    /** What stands in it, written now if nothing does; of two servers that write at the same time, one is believed by both. */
    public byte[] readOrCreate(Supplier<byte[]> first) {
        Optional<byte[]> found = read();
        if (found.isPresent()) {
            return found.get();
        }
        try {
            Path draft = draft(first.get());
            try {
                Files.createLink(path, draft);
            } catch (FileAlreadyExistsException e) {
                return read().orElseThrow(); // The other server was quicker.
            } catch (UnsupportedOperationException e) {
                Files.move(draft, path); // A file system without links; it refuses to replace as well.
            } finally {
                Files.deleteIfExists(draft);
            }
            return read().orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    /** Puts this in place of what stands in it. */
    public void write(byte[] content) {
        try {
            Files.move(draft(content), path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    private Path draft(byte[] content) throws IOException {
        Path folder = path.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path draft = path.resolveSibling(
                path.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        Files.deleteIfExists(draft);
        try (FileChannel file = FileChannel.open(
                draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), onlyForTheOwner(draft))) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        }
        return draft;
    }

    private static FileAttribute<?>[] onlyForTheOwner(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
