package io.comptoir.server.embedded;

import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

    /** Pages that stay decoded; more would crowd the heap that the server shares, and the rest is in the file system's cache. */
    private static final int CACHE_MEGABYTES = 32;

    /** A snapshot writes every page again in which one document changed. */
    private static final int PAGE_BYTES = 4 * 1_024;

    /**
     * When its file could not be written, it is away for so long at least. What was written last is lost then, so everybody must
     * have noticed and begin again with what is there: a token that was on its way since before, and arrived now, would tell of
     * documents that are gone. They look once a second, wait two seconds for an answer, and may do so a few times in a row.
     */
    private static final Duration AWAY_AT_LEAST = Duration.ofSeconds(20);

    /** Without so much room it would only fail again. */
    private static final long ROOM_BYTES = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedMongo.class);

    private final DataFolder folder;
    private final Progress progress;
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable MongoServer server;
    private @Nullable InetSocketAddress address;

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
        if (isClosed()) {
            throw new EmbeddedStoreFailure(NAME + " was stopped before it started");
        }
        progress.step("starting");
        address = serve(0);
        progress.step("ready");
    }

    private Path file() {
        return folder.ofServer("mongodb").resolve("documents.mv.db");
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    /** Opens the file and answers at a port, any free one if it is 0. */
    private synchronized InetSocketAddress serve(int port) {
        MongoServer starting = new MongoServer(new SnapshotBackend(open(file()), this::failed));
        starting.bind(FreePort.LOOPBACK, port);
        server = starting;
        return starting.getLocalAddress();
    }

    private void failed() {
        Thread.ofPlatform().name("mongo-reopener").daemon().start(this::openAgain);
    }

    /** Ends what cannot store anything, and begins again with what the file has as soon as there is room. */
    private void openAgain() {
        stop();
        try {
            while (!closing.await(AWAY_AT_LEAST.toMillis(), TimeUnit.MILLISECONDS)) {
                if (file().toFile().getUsableSpace() >= ROOM_BYTES && isOpenAgain()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isOpenAgain() {
        if (isClosed()) {
            return true;
        }
        try {
            InetSocketAddress unused = serve(Objects.requireNonNull(address).getPort());
            LOG.warn("The embedded MongoDB stores its data again; what was written last is taken from the events");
            return true;
        } catch (RuntimeException e) {
            LOG.warn("The embedded MongoDB cannot be opened yet", e);
            return false;
        }
    }

    private static MVStore open(Path file) {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            Permissions.onlyOwner(file);
            SnapshotFile opened = SnapshotFile.open(file, CACHE_MEGABYTES, PAGE_BYTES);
            try {
                return new MVStore.Builder()
                        .adoptFileStore(opened)
                        // The snapshots are taken by SnapshotBackend only, at moments when no command is under way.
                        .autoCommitDisabled()
                        .autoCommitBufferSize(0)
                        .open();
            } catch (MVStoreException e) {
                opened.close();
                throw e;
            }
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
    public void close() {
        closing.countDown();
        stop();
    }

    private synchronized void stop() {
        @Nullable MongoServer running = server;
        server = null;
        if (running != null) {
            running.shutdownNow();
        }
    }
}
