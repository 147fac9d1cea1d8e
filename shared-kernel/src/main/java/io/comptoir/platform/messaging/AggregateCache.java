package io.comptoir.platform.messaging;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;
import org.axonframework.eventsourcing.AggregateCacheEntry;
import org.axonframework.eventsourcing.EventSourcedAggregate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps live aggregates between commands, so that a decision costs no read. A rollback evicts what its unit of work touched
 * (the repository does that), therefore what is kept is never ahead of the store. Weak references would not do: each garbage
 * collection would empty them.
 *
 * <p>With several deciding nodes an entry can be behind the store; an append then fails on the sequence number, the entry is
 * evicted and the command is tried again. A refusal appends nothing, so {@link ForeignChanges} drops what is behind.
 */
public final class AggregateCache implements Cache {

    /** Longer than any command takes: what one loaded before another node's event came must not be kept after it. */
    private static final Duration FOREIGN_REMEMBERED = Duration.ofMinutes(2);

    private final com.github.benmanes.caffeine.cache.Cache<Object, Object> entries;
    private final com.github.benmanes.caffeine.cache.Cache<Object, Long> foreign;

    /**
     * @param maxAggregates how many aggregates of a kilobyte are kept; a larger one counts as so many. Those that are used
     *                      least go first
     */
    public AggregateCache(long maxAggregates) {
        this.entries = Caffeine.newBuilder()
                .maximumWeight(maxAggregates)
                .weigher(AggregateCache::kilobytes)
                .recordStats()
                .build();
        this.foreign = Caffeine.newBuilder()
                .maximumSize(maxAggregates)
                .expireAfterWrite(FOREIGN_REMEMBERED)
                .build();
    }

    /** The cache behind, for metrics. */
    public com.github.benmanes.caffeine.cache.Cache<Object, Object> entries() {
        return entries;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // The interface is written so.
    public <K, V> V get(K key) {
        return (V) entries.getIfPresent(key);
    }

    /** Keeps an aggregate, unless meanwhile another node was found to have changed it. */
    @Override
    public void put(Object key, Object value) {
        entries.asMap().compute(key, (stream, before) -> {
            @Nullable Long newest = foreign.getIfPresent(stream);
            return newest != null && isBehind(value, newest) ? null : value;
        });
    }

    @Override
    public boolean putIfAbsent(Object key, Object value) {
        return entries.asMap().putIfAbsent(key, value) == null;
    }

    @Override
    public boolean remove(Object key) {
        return entries.asMap().remove(key) != null;
    }

    /** Another node may have stored an event; an aggregate that does not have it is forgotten. */
    void learn(String stream, long sequence) {
        @Nullable Object entry = entries.policy().getIfPresentQuietly(stream);
        if (entry != null && !isBehind(entry, sequence)) {
            return; // The event of this node itself, as nearly all are.
        }
        foreign.put(stream, sequence);
        entries.asMap().computeIfPresent(stream, (key, current) -> isBehind(current, sequence) ? null : current);
    }

    private static boolean isBehind(Object entry, long sequence) {
        return entry instanceof AggregateCacheEntry<?> known && lastSequenceOf(known) < sequence;
    }

    private static int kilobytes(Object stream, Object entry) {
        return entry instanceof AggregateCacheEntry<?> known
                        && aggregateOf(known).getAggregateRoot() instanceof Bulky bulky
                ? Math.max(1, bulky.roughKilobytes())
                : 1;
    }

    // An entry tells its version to nobody but its aggregate, which is alive here and given out as it is.
    private static long lastSequenceOf(AggregateCacheEntry<?> entry) {
        @Nullable Long last = aggregateOf(entry).version();
        return last == null ? -1 : last;
    }

    @SuppressWarnings("NullAway")
    private static EventSourcedAggregate<?> aggregateOf(AggregateCacheEntry<?> entry) {
        return entry.recreateAggregate(null, null, null, null);
    }

    @Override
    public void removeAll() {
        entries.invalidateAll();
    }

    @Override
    public boolean containsKey(Object key) {
        return entries.asMap().containsKey(key);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <V> void computeIfPresent(Object key, UnaryOperator<V> update) {
        entries.asMap().computeIfPresent(key, (k, value) -> update.apply((V) value));
    }

    @Override
    public Registration registerCacheEntryListener(EntryListener listener) {
        // Only Axon's saga and subscription code listens, and neither is used here.
        return () -> true;
    }
}
