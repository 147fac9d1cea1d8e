package io.comptoir.platform.messaging;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.UnaryOperator;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;

/**
 * Keeps live aggregates between commands, so that a decision costs no read. A rollback evicts what its unit of work touched
 * (the repository does that), therefore what is kept is never ahead of the store. Weak references would not do: each garbage
 * collection would empty them.
 *
 * <p>With several deciding nodes an entry can be behind the store; the append then fails on the sequence number, the entry is
 * evicted and the command is tried again.
 */
public final class AggregateCache implements Cache {

    private final com.github.benmanes.caffeine.cache.Cache<Object, Object> entries;

    /** @param maxAggregates how many aggregates are kept, least recently used go first */
    public AggregateCache(long maxAggregates) {
        this.entries =
                Caffeine.newBuilder().maximumSize(maxAggregates).recordStats().build();
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

    @Override
    public void put(Object key, Object value) {
        entries.put(key, value);
    }

    @Override
    public boolean putIfAbsent(Object key, Object value) {
        return entries.asMap().putIfAbsent(key, value) == null;
    }

    @Override
    public boolean remove(Object key) {
        return entries.asMap().remove(key) != null;
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
