package io.comptoir.server.embedded;

import java.io.BufferedInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.ArchiveEntry;
import org.apache.commons.compress.archivers.ArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * A server's program that travels on our class path and is unpacked once per data folder.
 *
 * @param resource where it lies on the class path
 * @param sha256 what it must be, in hex; an archive that differs is never used
 * @param folderName what the unpacked folder is called; a new version needs a new name
 */
record ServerArchive(String resource, String sha256, String folderName) {
    private static final int COPY_BUFFER_BYTES = 1 << 16;
    private static final int OWNER_EXECUTES = 0100;

    /**
     * Unpacks the archive below {@code runtime} unless an earlier run did.
     *
     * @return the folder with the program
     * @throws EmbeddedStoreFailure if the archive is missing, altered or cannot be written
     */
    Path unpack(Path runtime, Progress progress) {
        Path target = runtime.resolve(folderName);
        // The folder gets its name last, so one that has the name is complete.
        if (Files.isDirectory(target)) {
            return target;
        }
        Path partial = runtime.resolve(folderName + ".unpacking");
        try {
            deleteTree(partial);
            unpackVerified(partial, progress);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
            return target;
        } catch (IOException e) {
            throw new EmbeddedStoreFailure("Cannot unpack " + resource + " to " + target + ": " + e.getMessage(), e);
        }
    }

    private void unpackVerified(Path folder, Progress progress) throws IOException {
        URL url = ServerArchive.class.getResource("/" + resource);
        if (url == null) {
            throw new FileNotFoundException("it is not on the class path; build the server with Maven");
        }
        URLConnection connection = url.openConnection();
        MessageDigest digest = sha256Digest();
        try (InputStream raw = connection.getInputStream();
                DigestInputStream digested = new DigestInputStream(raw, digest);
                InputStream counted = progress.count(digested, connection.getContentLengthLong())) {
            InputStream bytes = new BufferedInputStream(counted, COPY_BUFFER_BYTES);
            unpackEntries(bytes, folder);
            bytes.transferTo(OutputStream.nullOutputStream());
        }
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(sha256)) {
            deleteTree(folder);
            throw new IOException("its checksum is " + actual + " and should be " + sha256);
        }
    }

    private void unpackEntries(InputStream bytes, Path folder) throws IOException {
        // Not closed, because what follows the last entry still belongs to the checksum.
        ArchiveInputStream<? extends ArchiveEntry> archive = resource.endsWith(".txz")
                ? new TarArchiveInputStream(new XZInputStream(bytes))
                : new ZipArchiveInputStream(bytes);
        Files.createDirectories(folder);
        Permissions.readableByAll(folder);
        for (ArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
            unpackEntry(archive, entry, inside(folder, entry.getName()));
        }
    }

    private static Path inside(Path folder, String name) throws IOException {
        Path path = folder.resolve(name).normalize();
        if (!path.startsWith(folder)) {
            throw new IOException("the entry " + name + " leads outside of its folder");
        }
        return path;
    }

    private static void unpackEntry(InputStream archive, ArchiveEntry entry, Path path) throws IOException {
        if (entry.isDirectory()) {
            createFolders(path);
            return;
        }
        createFolders(parentOf(path));
        if (entry instanceof TarArchiveEntry tar && tar.isSymbolicLink()) {
            inside(parentOf(path), tar.getLinkName());
            Files.createSymbolicLink(path, Path.of(tar.getLinkName()));
            return;
        }
        Files.copy(archive, path);
        if (entry instanceof TarArchiveEntry tar && (tar.getMode() & OWNER_EXECUTES) != 0) {
            Permissions.executableByAll(path);
        } else {
            Permissions.readableByAll(path);
        }
    }

    private static void createFolders(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            createFolders(parentOf(folder));
            Files.createDirectory(folder);
            Permissions.readableByAll(folder);
        }
    }

    private static Path parentOf(Path path) {
        return Objects.requireNonNull(path.getParent(), "everything is unpacked below a folder");
    }

    private static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                List<Path> childrenFirst = all.sorted(Comparator.reverseOrder()).toList();
                for (Path path : childrenFirst) {
                    Files.delete(path);
                }
            }
        }
    }
}
