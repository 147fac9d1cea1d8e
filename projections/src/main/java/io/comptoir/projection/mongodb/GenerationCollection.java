package io.comptoir.projection.mongodb;

import static com.mongodb.client.model.Indexes.ascending;
import static io.comptoir.projection.mongodb.Views.ID;
import static io.comptoir.projection.mongodb.Views.VERSION;
import static io.comptoir.projection.mongodb.Views.answered;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Projections;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.projection.replay.Fingerprint;
import io.comptoir.projection.replay.Generation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The collection with the documents of one version of a read model. */
public final class GenerationCollection {

    private static final int NAMESPACE_EXISTS = 48;

    /**
     * Every collection of a version has it. MongoDB makes a collection again that somebody dropped as soon as it is written to,
     * without its index: so a model is not taken for whole that lacks all that was written before.
     */
    private static final List<String> MARK = List.of(ID, VERSION);

    private final MongoDatabase database;
    private final String name;

    public GenerationCollection(MongoDatabase database, Generation generation) {
        this.database = database;
        this.name = generation.location();
    }

    public MongoCollection<Document> documents() {
        return database.getCollection(name);
    }

    /** Whether it is there as {@link #create} made it, and not as a write made it that found none. */
    public boolean exists() {
        return isThere()
                && answered(() -> documents().listIndexes().into(new ArrayList<>()).stream()
                        .anyMatch(index -> List.copyOf(
                                        index.get("key", Document.class).keySet())
                                .equals(MARK)));
    }

    private boolean isThere() {
        return answered(
                () -> database.listCollectionNames().into(new ArrayList<>()).contains(name));
    }

    /** Makes the collection and those of the indexes that are missing. */
    public void create(List<IndexModel> indexes) {
        boolean missing = !isThere();
        Views.<@Nullable Void>answered(() -> {
            if (missing) {
                createCollection();
            }
            documents().createIndex(ascending(MARK), new IndexOptions().unique(true));
            indexes.forEach(index -> documents().createIndex(index.getKeys(), index.getOptions()));
            return null;
        });
    }

    private void createCollection() {
        try {
            database.createCollection(name);
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != NAMESPACE_EXISTS) { // Another node was quicker.
                throw e;
            }
        }
    }

    public void drop() {
        if (isThere()) {
            Views.<@Nullable Void>answered(() -> {
                documents().drop();
                return null;
            });
        }
    }

    /**
     * What the documents have in common with those of another version.
     *
     * @param fields    that the fingerprint is made of, beside the id
     * @param mayForget as {@link Fingerprint.Source#mayForget()} says it
     */
    public Fingerprint.Source fingerprints(
            List<String> fields, Function<Document, Fingerprint> fingerprint, boolean mayForget) {
        return new Fingerprints(documents(), Projections.include(fields), fingerprint, mayForget);
    }

    private record Fingerprints(
            MongoCollection<Document> documents,
            Bson fields,
            Function<Document, Fingerprint> fingerprint,
            boolean mayForget)
            implements Fingerprint.Source {

        @Override
        public void forEachPage(Consumer<Collection<Fingerprint>> page) {
            TenantScope.requirePlatform();
            Views.<@Nullable Void>answered(() -> {
                List<Fingerprint> next = new ArrayList<>(PAGE);
                // In the order of an index, in which no document moves while others are written.
                documents
                        .find()
                        .projection(fields)
                        .sort(ascending(ID))
                        .batchSize(PAGE)
                        .map(fingerprint::apply)
                        .forEach(found -> {
                            next.add(found);
                            if (next.size() == PAGE) {
                                page.accept(List.copyOf(next));
                                next.clear();
                            }
                        });
                if (!next.isEmpty()) {
                    page.accept(next);
                }
                return null;
            });
        }

        @Override
        public Map<String, Fingerprint> of(Collection<String> documentIds) {
            TenantScope.requirePlatform();
            return answered(() -> {
                Map<String, Fingerprint> found = new HashMap<>();
                documents
                        .find(Filters.in(ID, documentIds))
                        .projection(fields)
                        .map(fingerprint::apply)
                        .forEach(each -> found.put(each.id(), each));
                return found;
            });
        }
    }
}
