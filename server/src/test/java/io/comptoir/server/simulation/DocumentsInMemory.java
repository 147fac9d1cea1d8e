package io.comptoir.server.simulation;

import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.projection.replay.Document;
import io.comptoir.projection.replay.DocumentStore;
import io.comptoir.projection.replay.Fingerprint;
import io.comptoir.projection.replay.Held;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreAway;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Documents that outlive every node, with the rules of the store they stand for. */
final class DocumentsInMemory<S> implements DocumentStore<S> {

    private final World world;
    private final Store rules;
    private final Map<Integer, Map<String, Document<S>>> versions;
    private final int version;

    /** @param rules MongoDB puts a document in place of the one it was made from; Elasticsearch lets only newer ones in */
    DocumentsInMemory(World world, Store rules) {
        this(world, rules, new HashMap<>(), 1);
    }

    private DocumentsInMemory(World world, Store rules, Map<Integer, Map<String, Document<S>>> versions, int version) {
        this.world = world;
        this.rules = rules;
        this.versions = versions;
        this.version = version;
    }

    /** What is there now. */
    Map<String, Document<S>> documents() {
        return versions.computeIfAbsent(version, number -> new TreeMap<>());
    }

    @Override
    public DocumentsInMemory<S> in(int number) {
        return new DocumentsInMemory<>(world, rules, versions, number);
    }

    @Override
    public Map<String, Held<S>> load(Collection<String> documentIds) {
        TenantScope.requirePlatform();
        world.moment("documents are loaded");
        Map<String, Held<S>> found = new HashMap<>();
        for (String id : documentIds) {
            @Nullable Document<S> document = documents().get(id);
            if (document != null) {
                found.put(id, new Held<>(document.version(), document.state()));
            }
        }
        return found;
    }

    @Override
    public Set<String> write(Collection<Document<S>> written) {
        TenantScope.requirePlatform();
        world.moment("documents are written");
        if (world.faultOccurs("documents cannot be written")) {
            throw away();
        }
        Set<String> overtaken = new HashSet<>();
        for (Document<S> document : written) {
            if (!put(document)) {
                overtaken.add(document.id());
            }
        }
        world.moment("documents were written");
        if (world.faultOccurs("nobody hears that documents were written")) {
            throw away();
        }
        return overtaken;
    }

    private StoreAway away() {
        return new StoreAway(rules, new IllegalStateException("simulated"));
    }

    private boolean put(Document<S> document) {
        @Nullable Document<S> there = documents().get(document.id());
        long version = there == null ? 0 : there.version();
        if (rules == Store.ELASTICSEARCH) {
            if (document.version() > version) {
                documents().put(document.id(), document);
            }
            return true;
        }
        if (document.before() == version) {
            documents().put(document.id(), document);
            return true;
        }
        return document.before() > 0 && document.version() == version;
    }

    @Override
    public boolean exists() {
        return versions.containsKey(version);
    }

    @Override
    public void create() {
        Map<String, Document<S>> unused = documents();
    }

    @Override
    public void drop() {
        versions.remove(version);
    }

    @Override
    public Fingerprint.Source fingerprints() {
        throw new UnsupportedOperationException("versions are compared by the tests of rebuilds");
    }
}
