package io.comptoir.command.imports;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.tenancy.TenantScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Works on imports, on threads of its own: one at a time for an organization, because two would only wait for each other's
 * stock, and few at a time for all. When the server starts it takes up what the last run left.
 */
@Component
class ImportRunner implements SmartLifecycle {

    /** Imports of different organizations at the same time. Each keeps a processor and the event store busy. */
    static final int MAX_RUNNING = 2;

    /** Imports of one organization that are arriving, waiting or running; 2 GB of files at the most. */
    static final int MAX_UNFINISHED_PER_TENANT = 20;

    /** How often an import is taken up again after a failure that nobody foresaw, before it is ended for good. */
    static final int MAX_ATTEMPTS = 5;

    /** How long a stopping server waits for the invoices at hand. What takes longer is repeated after the next start. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);

    /**
     * Starts after everything that handles commands and before the web server (2,048 below the default), because what lies
     * in the folder must be looked through before a request can put something there; stops in the opposite order.
     */
    private static final int PHASE = DEFAULT_PHASE - 4_096;

    private static final Logger log = LoggerFactory.getLogger(ImportRunner.class);

    private final ImportFiles files;
    private final ImportHistory history;
    private final Commands commands;
    private final ImportMetrics metrics;
    private final LongSupplier nanoTime;
    private final ExecutorService threads;
    private final TenantQueues queues;
    private final Patience patience = new Patience();
    private final Map<TenantId, Integer> unfinished = new HashMap<>();
    private volatile boolean running;

    @Autowired
    ImportRunner(ImportFiles files, ImportHistory history, Commands commands, ImportMetrics metrics) {
        this(files, history, commands, metrics, System::nanoTime, threads());
    }

    private static ExecutorService threads() {
        return new ThreadPoolExecutor(
                MAX_RUNNING,
                MAX_RUNNING,
                0,
                TimeUnit.SECONDS,
                // No longer than there are organizations: each has one task here, the others wait behind it.
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name("imports-", 1).daemon().factory(),
                // What comes while the server stops is found at the next start.
                new ThreadPoolExecutor.DiscardPolicy());
    }

    ImportRunner(
            ImportFiles files,
            ImportHistory history,
            Commands commands,
            ImportMetrics metrics,
            LongSupplier nanoTime,
            ExecutorService threads) {
        this.files = files;
        this.history = history;
        this.commands = commands;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.threads = threads;
        this.queues = new TenantQueues(threads);
    }

    /** Takes one of the organization's places for an import that is about to arrive; false if all are taken. */
    boolean reserve(TenantId tenantId) {
        synchronized (unfinished) {
            int taken = unfinished.getOrDefault(tenantId, 0);
            if (taken >= MAX_UNFINISHED_PER_TENANT) {
                return false;
            }
            unfinished.put(tenantId, taken + 1);
            return true;
        }
    }

    /** Gives a place back. */
    void release(TenantId tenantId) {
        synchronized (unfinished) {
            unfinished.computeIfPresent(tenantId, (tenant, taken) -> taken == 1 ? null : taken - 1);
        }
    }

    /** Works on an import whose file is there and for which a place is taken, as soon as it is its turn. */
    void begin(ImportRef ref, ImportJob.@Nullable Start start) {
        queues.add(
                ref.tenantId(),
                () -> TenantScope.<@Nullable Void, RuntimeException>in(ref.tenantId(), () -> {
                    work(ref, start);
                    return null;
                }));
    }

    private void work(ImportRef ref, ImportJob.@Nullable Start start) {
        metrics.began();
        try {
            patience.requireNotStopping();
            attempt(new ImportJob(ref, files, history, commands, patience, metrics, nanoTime), ref, start);
        } catch (Patience.Stopping e) {
            log.atInfo()
                    .addKeyValue("tenant", ref.tenantId())
                    .addKeyValue("importId", ref.importId())
                    .log("an import goes on at the next start");
        } finally {
            metrics.paused();
            release(ref.tenantId());
        }
    }

    private void attempt(ImportJob job, ImportRef ref, ImportJob.@Nullable Start start) {
        for (int attempts = 1; attempts <= MAX_ATTEMPTS; attempts++) {
            try {
                job.run(start);
                return;
            } catch (Patience.Stopping e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                report(ref, e);
                patience.pauseAfter(attempts);
            }
        }
        try {
            job.giveUp("an error in the server ended the import; what was imported before stays");
        } catch (Patience.Stopping e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The file stays, so the next start tries again.
            report(ref, e);
        }
    }

    private static void report(ImportRef ref, Exception failure) {
        log.atError()
                .addKeyValue("tenant", ref.tenantId())
                .addKeyValue("importId", ref.importId())
                .setCause(failure)
                .log("an import was interrupted");
    }

    @Override
    public void start() {
        try {
            for (ImportRef ref : files.clearUp()) {
                synchronized (unfinished) {
                    unfinished.merge(ref.tenantId(), 1, Integer::sum);
                }
                begin(ref, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the imports folder cannot be read", e);
        }
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        patience.stop();
        threads.shutdown();
        try {
            if (!threads.awaitTermination(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("an import did not reach the end of its invoice in time; it is repeated at the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
