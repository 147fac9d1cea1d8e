package io.comptoir.command.imports;

import io.comptoir.contract.values.TenantId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Runs the tasks of one organization one after another, and those of several side by side, as far as there are threads. An
 * organization that had its turn goes to the end of the line.
 */
final class TenantQueues {

    private final Executor threads;

    /** Has an entry for each organization whose task runs or waits for a thread. */
    private final Map<TenantId, Queue<Runnable>> behind = new HashMap<>();

    TenantQueues(Executor threads) {
        this.threads = threads;
    }

    void add(TenantId tenantId, Runnable task) {
        synchronized (behind) {
            @Nullable Queue<Runnable> queue = behind.get(tenantId);
            if (queue != null) {
                queue.add(task);
                return;
            }
            behind.put(tenantId, new ArrayDeque<>());
        }
        threads.execute(() -> runThenNext(tenantId, task));
    }

    private void runThenNext(TenantId tenantId, Runnable task) {
        try {
            task.run();
        } finally {
            @Nullable Runnable next = next(tenantId);
            if (next != null) {
                threads.execute(() -> runThenNext(tenantId, next));
            }
        }
    }

    private @Nullable Runnable next(TenantId tenantId) {
        synchronized (behind) {
            @Nullable Queue<Runnable> queue = behind.get(tenantId);
            @Nullable Runnable next = queue == null ? null : queue.poll();
            if (next == null) {
                behind.remove(tenantId);
            }
            return next;
        }
    }
}
