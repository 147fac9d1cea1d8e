package io.comptoir.projection.proof;

import io.comptoir.platform.messaging.EventStoreUnavailable;
import io.comptoir.platform.messaging.StoredStream;
import io.comptoir.platform.vault.VaultAway;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Logs events soon after they were stored, and has a checkpoint of every organization signed now and then. Any number of nodes
 * may do so: the log lets one at a time. Where it stood lies with the log, so that it goes on there after a crash.
 */
final class HistoryFollower implements SmartLifecycle {

    /** Within this time after an event was stored it can be altered unnoticed. */
    private static final long LOOK_EVERY_MILLIS = 250;

    private static final long RETRY_MILLIS = 2_000;

    /** Organizations that get their checkpoints before the log is followed again. */
    private static final int CHECKPOINTS_AT_A_TIME = 200;

    private static final Logger log = LoggerFactory.getLogger(HistoryFollower.class);

    private final HistoryLog history;
    private final Checkpoints checkpoints;
    private final long checkpointEveryNanos;
    private volatile boolean running;
    private long lastCheckpoints = System.nanoTime();

    HistoryFollower(HistoryLog history, Checkpoints checkpoints, Duration checkpointEvery) {
        this.history = history;
        this.checkpoints = checkpoints;
        this.checkpointEveryNanos = checkpointEvery.toNanos();
    }

    @Override
    public void start() {
        running = true;
        Thread unused = Thread.ofPlatform().name("history").daemon().start(this::follow);
    }

    private void follow() {
        while (running) {
            long pause = LOOK_EVERY_MILLIS;
            try {
                boolean more = history.follow(StoredStream.MAX_EVENTS) == StoredStream.MAX_EVENTS;
                if (!more && System.nanoTime() - lastCheckpoints >= checkpointEveryNanos) {
                    takeCheckpoints();
                    lastCheckpoints = System.nanoTime();
                }
                pause = more ? 0 : LOOK_EVERY_MILLIS;
            } catch (RuntimeException e) {
                boolean away = e instanceof VaultAway || EventStoreUnavailable.isBehind(e);
                log.atLevel(away ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.ERROR)
                        .addKeyValue("cause", e.toString())
                        .log("the history is not logged at the moment; trying again");
                pause = RETRY_MILLIS;
            }
            if (!sleep(pause)) {
                return;
            }
        }
    }

    private void takeCheckpoints() {
        List<HistoryLog.Tree> grown = history.withoutCheckpoint(CHECKPOINTS_AT_A_TIME);
        for (HistoryLog.Tree tree : grown) {
            try {
                Checkpoints.Taken unused = checkpoints.take(tree);
            } catch (HistoryDiffers e) {
                log.atError()
                        .addKeyValue("tenant", tree.organization())
                        .addKeyValue("signed", e.treeSize())
                        .log("the log is not what was signed before; no checkpoint is signed");
            }
        }
    }

    private static boolean sleep(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
