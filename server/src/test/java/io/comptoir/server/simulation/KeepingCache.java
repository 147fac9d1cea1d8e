package io.comptoir.server.simulation;

import java.util.function.UnaryOperator;
import org.axonframework.common.Registration;
import org.axonframework.common.caching.Cache;

/** A cache that forgets nothing, not even what a rollback undid: a {@link Defect}. */
record KeepingCache(Cache cache) implements Cache {

    @Override
    @SuppressWarnings({"TypeParameterUnusedInFormals", "NullAway"}) // The interface is written so.
    public <K, V> V get(K key) {
        return cache.get(key);
    }

    @Override
    public void put(Object key, Object value) {
        cache.put(key, value);
    }

    @Override
    public boolean putIfAbsent(Object key, Object value) {
        return cache.putIfAbsent(key, value);
    }

    @Override
    public boolean remove(Object key) {
        return cache.containsKey(key);
    }

    @Override
    public void removeAll() {}

    @Override
    public boolean containsKey(Object key) {
        return cache.containsKey(key);
    }

    @Override
    public <V> void computeIfPresent(Object key, UnaryOperator<V> update) {
        cache.computeIfPresent(key, update);
    }

    @Override
    public Registration registerCacheEntryListener(EntryListener listener) {
        return cache.registerCacheEntryListener(listener);
    }
}
