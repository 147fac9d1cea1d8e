package io.comptoir.server.embedded;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import de.bwaldvogel.mongo.wire.message.MongoQuery;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.h2.mvstore.MVStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores what the commands wrote as a series of snapshots, each taken while no command is under way.
 *
 * <p>The store's own commits, left to themselves, take the maps one after another while commands go on writing. A
 * document written after its map was taken, and a token written before the token's map was, end up with the token on
 * disk and the document lost: after a crash that event would never be applied. So its own commits are switched off, and
 * ours exclude the commands.
 */
final class SnapshotBackend extends H2Backend {
    static final Duration COMMIT_INTERVAL = Duration.ofSeconds(1);
    static final Duration SYNC_INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(SnapshotBackend.class);
    private static final Duration COMPACTION_INTERVAL = Duration.ofSeconds(5);
    private static final int COMPACT_BELOW_PERCENT = 50;
    private static final int COMPACTED_BYTES_AT_ONCE = 4 << 20;

    /** Space of older snapshots is reused after this time, when a newer one has long been forced to disk. */
    private static final int RETENTION_MILLIS = 10_000;

    private final MVStore store;
    private final Runnable whenItFails;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread committer;

    // Fair, so that a stream of commands cannot keep the committer waiting.
    private final ReadWriteLock commands = new ReentrantReadWriteLock(true);

    /** @param whenItFails called once if nothing more can be stored; from then on every command fails */
    SnapshotBackend(MVStore store, Runnable whenItFails) {
        super(store);
        this.store = store;
        this.whenItFails = whenItFails;
        store.setRetentionTime(RETENTION_MILLIS);
        store.setReuseSpace(true);
        this.committer = Thread.ofPlatform().daemon().name("mongo-committer").unstarted(this::commitUntilClosed);
        committer.start();
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        return BsonDatabase.open(name, getMvStore(), getCursorRegistry());
    }

    @Override
    public Document handleMessage(MongoMessage message) {
        commands.readLock().lock();
        try {
            return super.handleMessage(message);
        } finally {
            commands.readLock().unlock();
        }
    }

    @Override
    public QueryResult handleQuery(MongoQuery query) {
        commands.readLock().lock();
        try {
            return super.handleQuery(query);
        } finally {
            commands.readLock().unlock();
        }
    }

    private void commitUntilClosed() {
        long lastSyncNanos = System.nanoTime();
        long lastCompactionNanos = lastSyncNanos;
        boolean unsynced = false;
        try {
            while (!closing.await(COMMIT_INTERVAL.toMillis(), MILLISECONDS)) {
                unsynced |= commitChanges();
                long now = System.nanoTime();
                if (unsynced && now - lastSyncNanos >= SYNC_INTERVAL.toNanos()) {
                    store.sync();
                    unsynced = false;
                    lastSyncNanos = now;
                }
                if (now - lastCompactionNanos >= COMPACTION_INTERVAL.toNanos()) {
                    unsynced |= compact();
                    lastCompactionNanos = now;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error(
                    "The embedded MongoDB cannot store its data (often a full disk); it is away until it can again", e);
            // Whatever it would still do to its file could only fail in the same way.
            store.closeImmediately();
            whenItFails.run();
        }
    }

    private boolean commitChanges() {
        commands.writeLock().lock();
        try {
            return store.hasUnsavedChanges() && store.commit() >= 0;
        } finally {
            commands.writeLock().unlock();
        }
    }

    private boolean compact() {
        commands.writeLock().lock();
        try {
            return store.compact(COMPACT_BELOW_PERCENT, COMPACTED_BYTES_AT_ONCE);
        } finally {
            commands.writeLock().unlock();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        commands.writeLock().lock();
        try {
            if (!store.isClosed()) {
                store.commit();
                store.sync();
                // Without moving chunks to shrink the file: that fails now and then in this version of MVStore, and
                // what is
                // free is used again anyway.
                store.close();
            }
            super.close();
        } finally {
            commands.writeLock().unlock();
        }
    }
}
