package io.comptoir.command.imports;

import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The files of imports that have not ended, {@code <folder>/<organization>/<import>.csv}. A file with that name is complete
 * and on disk; while it arrives it is called {@code .csv.part}.
 */
@Component
class ImportFiles {

    private static final String COMPLETE = ".csv";
    private static final String ARRIVING = ".csv.part";
    private static final int BUFFER_BYTES = 65_536;

    private static final Logger log = LoggerFactory.getLogger(ImportFiles.class);

    private final Path folder;

    ImportFiles(@Value("${comptoir.imports-dir:${comptoir.data-dir:./data}/imports}") Path folder) {
        this.folder = folder;
    }

    /**
     * @param bytes  the size, 1 or more
     * @param sha256 in lower-case hexadecimal
     */
    record Received(long bytes, String sha256) {}

    /** What went wrong on this side while a file was stored, such as a full disk. */
    static final class NotStored extends IOException {
        NotStored(IOException cause) {
            super("the file could not be stored", cause);
        }
    }

    /**
     * What an earlier run of the server left behind: deletes the files that had not arrived, and names the imports of the
     * others, the oldest first. To be asked before anything new can arrive, which would look the same.
     */
    List<ImportRef> clearUp() throws IOException {
        Files.createDirectories(folder);
        closeToOthers(folder);
        syncParentOf(folder);
        List<ImportRef> complete = new ArrayList<>();
        for (Path organization : childrenOf(folder)) {
            if (Files.isDirectory(organization)) {
                for (Path file : childrenOf(organization)) {
                    if (nameOf(file).endsWith(ARRIVING)) {
                        Files.delete(file);
                    } else {
                        refOf(organization, file).ifPresent(complete::add);
                    }
                }
            }
        }
        return List.copyOf(complete);
    }

    /**
     * Stores a file as it arrives, never holding more than a buffer of it. When this returns the file survives a crash and a
     * power cut; when it throws, or the file is empty, there is no file.
     *
     * @return empty if the file is
     * @throws NotStored   if the disk does not take it
     * @throws IOException if it does not arrive
     */
    Optional<Received> receive(ImportRef ref, InputStream body) throws IOException {
        Path arriving = path(ref, ARRIVING);
        try {
            Optional<Received> received = copy(body, arriving);
            if (received.isPresent()) {
                keep(arriving, path(ref, COMPLETE));
            }
            return received;
        } finally {
            // Renamed it is gone already; in every other case, a body over the limit included, it must go.
            discard(arriving);
        }
    }

    private static Optional<Received> copy(InputStream body, Path target) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        try (FileChannel file = create(target)) {
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                digest.update(buffer, 0, count);
                write(file, ByteBuffer.wrap(buffer, 0, count));
                bytes += count;
            }
            force(file);
        }
        return bytes == 0
                ? Optional.empty()
                : Optional.of(new Received(bytes, HexFormat.of().formatHex(digest.digest())));
    }

    /** What a file would be received as; nothing of it is kept. */
    static Received digest(InputStream body) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER_BYTES];
        long bytes = 0;
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
            digest.update(buffer, 0, count);
            bytes += count;
        }
        return new Received(bytes, HexFormat.of().formatHex(digest.digest()));
    }

    private static FileChannel create(Path target) throws NotStored {
        try {
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            return FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new NotStored(e);
        }
    }

    private static void write(FileChannel file, ByteBuffer bytes) throws NotStored {
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new NotStored(e);
        }
    }

    private static void force(FileChannel file) throws NotStored {
        try {
            file.force(true);
        } catch (IOException e) {
            throw new NotStored(e);
        }
    }

    private void keep(Path arriving, Path complete) throws NotStored {
        try {
            Files.move(arriving, complete, StandardCopyOption.ATOMIC_MOVE);
            // The name is on disk only when the folder is, and the folder's own name with the one above it.
            syncParentOf(complete);
            sync(folder);
        } catch (IOException e) {
            discard(complete);
            throw new NotStored(e);
        }
    }

    /** Deletes a file after a failure that counts more than this one would: the next start deletes what stays now. */
    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            log.atWarn().setCause(e).log("a file that did not arrive could not be deleted");
        }
    }

    InputStream open(ImportRef ref) throws IOException {
        return Files.newInputStream(path(ref, COMPLETE));
    }

    /** Deletes a file that is not needed any more. Should a power cut bring it back, the next start deletes it again. */
    void delete(ImportRef ref) throws IOException {
        Files.deleteIfExists(path(ref, COMPLETE));
    }

    private Path path(ImportRef ref, String ending) {
        return folder.resolve(ref.tenantId().toString()).resolve(ref.importId() + ending);
    }

    // The files name customers, and the data folder itself may be open to other users of the machine.
    private static void closeToOthers(Path folder) throws IOException {
        @Nullable PosixFileAttributeView view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(PosixFilePermissions.fromString("rwx------"));
        }
    }

    // Imports are numbered by time, so their names are in the order in which they came.
    private static List<Path> childrenOf(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        }
    }

    private static Optional<ImportRef> refOf(Path organization, Path file) {
        String name = nameOf(file);
        if (!name.endsWith(COMPLETE)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ImportRef(
                    TenantId.of(nameOf(organization)),
                    ImportId.of(name.substring(0, name.length() - COMPLETE.length()))));
        } catch (InvalidValue e) {
            return Optional.empty(); // Not ours; it stays.
        }
    }

    private static String nameOf(Path path) {
        return path.getFileName().toString();
    }

    private static void syncParentOf(Path path) throws IOException {
        sync(Objects.requireNonNull(path.toAbsolutePath().getParent(), "a path below the root"));
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
