package io.comptoir.server.embedded;

import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * A server inside this process that speaks MongoDB's wire protocol and keeps its data in one file.
 *
 * <p>What may be lost: when this process is killed, the writes of the last {@link SnapshotBackend#COMMIT_INTERVAL}
 * (a second), although they were acknowledged; when the machine loses power, those of the last {@link
 * SnapshotBackend#SYNC_INTERVAL} as well. What is left is always the state between two commands, never a part of one
 * and never a later write without an earlier one. Read models stay right through that, because their tokens are stored
 * here beside the documents and are written after them: document and token go back together, and the events since are
 * applied again. Nothing that cannot be rebuilt from events may be kept here.
 */
public final class EmbeddedMongo implements AutoCloseable {
    static final String NAME = "MongoDB";

    /** A find without an index walks over all documents, so as many as possible should stay decoded. */
    private static final int CACHE_MEGABYTES = 64;

    /** A snapshot writes every page again in which one document changed. */
    private static final int PAGE_BYTES = 4 * 1_024;

    private final DataFolder folder;
    private final Progress progress;
    private @Nullable MongoServer server;
    private @Nullable InetSocketAddress address;
    private boolean closed;

    public EmbeddedMongo(DataFolder folder, StartupListener listener) {
        this.folder = folder;
        this.progress = new Progress(NAME, listener);
    }

    /**
     * Opens the data and begins to answer.
     *
     * @throws EmbeddedStoreFailure if the data cannot be opened; the message says why
     */
    public synchronized void start() {
        if (closed) {
            throw new EmbeddedStoreFailure(NAME + " was stopped before it started");
        }
        progress.step("starting");
        Path file = folder.ofServer("mongodb").resolve("documents.mv.db");
        SnapshotBackend backend = new SnapshotBackend(open(file));
        MongoServer starting = new MongoServer(backend);
        starting.bind(FreePort.LOOPBACK, 0);
        server = starting;
        address = starting.getLocalAddress();
        progress.step("ready");
    }

    private static MVStore open(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            Permissions.onlyOwner(file);
            return new MVStore.Builder()
                    .fileName(file.toString())
                    .cacheSize(CACHE_MEGABYTES)
                    .pageSplitSize(PAGE_BYTES)
                    // The snapshots are taken by SnapshotBackend only, at moments when no command is under way.
                    .autoCommitDisabled()
                    .autoCommitBufferSize(0)
                    .open();
        } catch (IOException | MVStoreException e) {
            throw new EmbeddedStoreFailure(
                    "The embedded MongoDB cannot open " + file
                            + ". It holds only read models: move the file away and they are built again from the events.",
                    e);
        }
    }

    /** For a MongoDB driver; without user and password, because only this machine can reach it. */
    public synchronized String connectionString() {
        if (address == null) {
            throw new IllegalStateException(NAME + " was not started");
        }
        return "mongodb://" + FreePort.LOOPBACK + ":" + address.getPort();
    }

    /** Stops the server with all its data stored. */
    @Override
    public synchronized void close() {
        closed = true;
        if (server != null) {
            server.shutdownNow();
            server = null;
        }
    }
}
