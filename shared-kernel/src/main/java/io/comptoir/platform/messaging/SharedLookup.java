package io.comptoir.platform.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asks a store once for what many ask at the same time. All commands of a group are answered in the same moment, and each answer
 * wants to know where its event stands. Nobody waits for others to ask: who comes first asks for itself, and whoever comes
 * meanwhile is asked for together by the next.
 *
 * @param <K> what is asked for
 * @param <V> what is found
 */
final class SharedLookup<K, V> {

    /** More in one question would make the first of them wait for the last. */
    static final int MAX_AT_A_TIME = 500;

    private final Function<List<K>, Map<K, V>> store;
    private final Queue<Asked<K, V>> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock asking = new ReentrantLock();

    /** @param store answers what it found of the keys, each of which may be there several times; a failure is told to all */
    SharedLookup(Function<List<K>, Map<K, V>> store) {
        this.store = store;
    }

    /** One who asks; what it is told is seen by its thread because that takes the lock afterwards. */
    private static final class Asked<K, V> {

        private final K key;
        private boolean told;
        private @Nullable V found;
        private @Nullable RuntimeException failure;

        Asked(K key) {
            this.key = key;
        }
    }

    /** What there is for a key, or nothing. */
    @Nullable
    V find(K key) {
        Asked<K, V> mine = new Asked<>(key);
        waiting.add(mine);
        asking.lock();
        try {
            while (!mine.told) {
                askForAllThatWait();
            }
        } finally {
            asking.unlock();
        }
        if (mine.failure != null) {
            throw mine.failure;
        }
        return mine.found;
    }

    private void askForAllThatWait() {
        List<Asked<K, V>> together = new ArrayList<>();
        while (together.size() < MAX_AT_A_TIME) {
            @Nullable Asked<K, V> next = waiting.poll();
            if (next == null) {
                break;
            }
            together.add(next);
        }
        try {
            Map<K, V> found =
                    store.apply(together.stream().map(asked -> asked.key).toList());
            together.forEach(asked -> asked.found = found.get(asked.key));
        } catch (RuntimeException e) {
            together.forEach(asked -> asked.failure = e);
        } finally {
            // After an error too, or whoever waits would ask for nothing without an end.
            together.forEach(asked -> asked.told = true);
        }
    }
}
