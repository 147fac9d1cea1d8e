package io.comptoir.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one folder below which all embedded stores keep their files, held by one server at a time.
 *
 * <p>The folder itself may be passed through but not listed when the stores run as another user than we do; every store's
 * own folder is closed to everybody but that store.
 */
public final class DataFolder implements AutoCloseable {
    private static final String LOCK_FILE = "comptoir.lock";
    private static final int LONGEST_HOLDER_BYTES = 32;

    // Closing any channel on a file drops every lock this process holds on it (POSIX), so a folder that is already
    // held here must be refused before its lock file is opened a second time.
    private static final Set<Path> HELD_BY_THIS_PROCESS = ConcurrentHashMap.newKeySet();

    private final Path root;
    private final ChildUser childUser;
    private final FileChannel lockChannel;
    private final FileLock lock;

    private DataFolder(Path root, ChildUser childUser, FileChannel lockChannel, FileLock lock) {
        this.root = root;
        this.childUser = childUser;
        this.lockChannel = lockChannel;
        this.lock = lock;
    }

    /** The folder named by COMPTOIR_DATA_DIR, or {@code ./data}. */
    public static Path configured() {
        String named = System.getenv("COMPTOIR_DATA_DIR");
        return Path.of(named == null || named.isBlank() ? "data" : named);
    }

    /**
     * Creates the folder where it is missing and takes it for this process until {@link #close()}.
     *
     * @throws DataFolderInUse if another server, or another part of this one, holds it
     * @throws DataFolderUnusable if it cannot be created or written to
     */
    public static DataFolder open(Path folder) {
        ChildUser childUser = ChildUser.detect();
        try {
            Path root = createRoot(folder, childUser);
            if (!HELD_BY_THIS_PROCESS.add(root)) {
                throw new DataFolderInUse(
                        root, "this process (" + ProcessHandle.current().pid() + ")");
            }
            try {
                return lock(root, childUser);
            } catch (IOException | RuntimeException e) {
                HELD_BY_THIS_PROCESS.remove(root);
                throw e;
            }
        } catch (IOException e) {
            throw new DataFolderUnusable(folder, e);
        }
    }

    private static Path createRoot(Path folder, ChildUser childUser) throws IOException {
        boolean existed = Files.isDirectory(folder);
        Files.createDirectories(folder);
        Path root = folder.toRealPath();
        if (childUser.isAnotherUser()) {
            Permissions.letOthersPass(root, existed);
        } else if (!existed) {
            Permissions.onlyOwner(root);
        }
        return root;
    }

    private static DataFolder lock(Path root, ChildUser childUser) throws IOException {
        FileChannel channel = FileChannel.open(
                root.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new DataFolderInUse(root, holder(channel));
            }
            channel.truncate(0);
            channel.write(UTF_8.encode(ProcessHandle.current().pid() + "\n"), 0);
            return new DataFolder(root, childUser, channel, lock);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_HOLDER_BYTES);
        channel.read(bytes, 0);
        String pid = UTF_8.decode(bytes.flip()).toString().strip();
        return pid.isEmpty() ? "another process" : "process " + pid;
    }

    public Path root() {
        return root;
    }

    /** The folder of one store, readable only by the user that store runs as. */
    Path ofStore(String name) {
        return created(name, folder -> childUser.own(folder));
    }

    /** The folder of a store that runs inside this process, or of files that only this process reads. */
    Path ofServer(String name) {
        return created(name, Permissions::onlyOwner);
    }

    /** Where the servers' programs are unpacked; the stores may read it but not write to it. */
    Path runtime() {
        return created("runtime", Permissions::readableByAll);
    }

    /** What the child processes print; one file each. */
    public Path logs() {
        return ofServer("logs");
    }

    ChildUser childUser() {
        return childUser;
    }

    private Path created(String name, FolderRule rule) {
        Path folder = root.resolve(name);
        try {
            Files.createDirectories(folder);
            rule.applyTo(folder);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The folder " + folder
                            + " cannot be used by this user; it may belong to the user of an earlier run",
                    e);
        }
    }

    /** Lets the next server have the folder. The stores must have been stopped before. */
    @Override
    public void close() {
        try {
            lock.release();
            lockChannel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD_BY_THIS_PROCESS.remove(root);
        }
    }

    private interface FolderRule {
        void applyTo(Path folder) throws IOException;
    }
}
