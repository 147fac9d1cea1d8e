package io.comptoir.projection.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Indexes.ascending;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoSocketException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.projection.replay.Document;
import io.comptoir.projection.replay.DocumentStore;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreAway;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The documents of one read model. A document is a state with the fields that it is found by. Whoever reads says for which
 * organization, and must work for it; there is no way to read without. Only projections, which work for the platform, load
 * and write documents of several.
 *
 * @param <S> the state that a document holds
 */
public abstract class Views<S> implements DocumentStore<S> {

    public static final String ID = "_id";
    public static final String TENANT = "tenant";
    private static final String VERSION = "version";
    private static final String POSITION = "position";
    private static final String RECORDED_AT = "recordedAt";
    private static final String STATE = "state";

    /** The most documents that one query answers. */
    public static final int MAX_RESULTS = 201;

    private static final long QUERY_LIMIT_MILLIS = 5_000;
    private static final int DUPLICATE_KEY = 11_000;
    private static final int NAMESPACE_EXISTS = 48;
    private static final JsonMapper JSON = ContractJson.mapper();

    private final MongoDatabase database;
    private final MongoCollection<org.bson.Document> documents;
    private final ReadModel model;
    private final Class<S> stateType;
    private final List<Bson> indexes;

    /** @param indexes what the documents are found by; each begins with the organization */
    protected Views(MongoDatabase database, ReadModel model, Class<S> stateType, List<Bson> indexes) {
        this.database = database;
        this.documents = database.getCollection(model.location());
        this.model = model;
        this.stateType = stateType;
        this.indexes = List.copyOf(indexes);
    }

    /** The fields beside the state that a document is found and sorted by. */
    protected abstract org.bson.Document searchFields(S state);

    /** The state with this key; empty if the organization has none. */
    public Optional<S> find(TenantId tenantId, String key) {
        TenantScope.require(tenantId);
        return answered(() -> Optional.ofNullable(documents
                        .find(eq(ID, ReadModel.documentId(tenantId, key)))
                        .first())
                .map(this::stateOf));
    }

    /**
     * The states of the organization that a filter lets through.
     *
     * @param limit 1 to {@value #MAX_RESULTS}
     */
    public List<S> list(TenantId tenantId, Bson filter, Bson order, int limit) {
        TenantScope.require(tenantId);
        if (limit < 1 || limit > MAX_RESULTS) {
            throw new IllegalArgumentException("a query answers 1 to " + MAX_RESULTS + " documents, not " + limit);
        }
        return answered(() -> documents
                .find(and(eq(TENANT, tenantId.toString()), filter))
                .sort(order)
                .limit(limit)
                .maxTime(QUERY_LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .map(this::stateOf)
                .into(new ArrayList<>()));
    }

    /** How many documents of the organization a filter lets through. */
    public long count(TenantId tenantId, Bson filter) {
        return answered(() -> documents.countDocuments(
                and(eq(TENANT, tenantId.toString()), filter),
                new CountOptions().maxTime(QUERY_LIMIT_MILLIS, TimeUnit.MILLISECONDS)));
    }

    @Override
    public Map<String, S> load(Collection<String> documentIds) {
        TenantScope.requirePlatform();
        return answered(() -> {
            Map<String, S> found = new HashMap<>();
            documents.find(in(ID, documentIds)).forEach(each -> found.put(each.getString(ID), stateOf(each)));
            return found;
        });
    }

    @Override
    public Set<String> write(Collection<Document<S>> changed) {
        TenantScope.requirePlatform();
        List<WriteModel<org.bson.Document>> writes = new ArrayList<>(changed.size());
        Map<String, Long> replaced = new HashMap<>();
        for (Document<S> document : changed) {
            if (document.before() == 0) {
                writes.add(new InsertOneModel<>(bsonOf(document)));
            } else {
                replaced.put(document.id(), document.version());
                writes.add(new ReplaceOneModel<>(
                        new org.bson.Document(ID, document.id()).append(VERSION, document.before()), bsonOf(document)));
            }
        }
        return answered(() -> {
            Set<String> overtaken = new HashSet<>();
            int matched = send(writes, overtaken);
            if (matched < replaced.size()) {
                overtaken.addAll(notAt(replaced));
            }
            return overtaken;
        });
    }

    /** Answers how many documents were replaced, and collects those that were there before they were inserted. */
    private int send(List<WriteModel<org.bson.Document>> writes, Set<String> overtaken) {
        try {
            return documents
                    .bulkWrite(writes, new BulkWriteOptions().ordered(false))
                    .getMatchedCount();
        } catch (MongoBulkWriteException e) {
            for (BulkWriteError error : e.getWriteErrors()) {
                if (error.getCode() != DUPLICATE_KEY
                        || !(writes.get(error.getIndex()) instanceof InsertOneModel<org.bson.Document> insert)) {
                    // The message of the exception itself may quote a document.
                    throw new IllegalStateException("a bulk write failed with code " + error.getCode());
                }
                overtaken.add(insert.getDocument().getString(ID));
            }
            if (e.getWriteConcernError() != null) {
                throw new IllegalStateException("a bulk write was not confirmed, code "
                        + e.getWriteConcernError().getCode());
            }
            return e.getWriteResult().getMatchedCount();
        }
    }

    private Set<String> notAt(Map<String, Long> versions) {
        Set<String> others = new HashSet<>(versions.keySet());
        documents.find(in(ID, versions.keySet())).projection(include(VERSION)).forEach(found -> {
            if (found.getLong(VERSION).equals(versions.get(found.getString(ID)))) {
                others.remove(found.getString(ID));
            }
        });
        return others;
    }

    @Override
    public boolean exists() {
        return answered(
                () -> database.listCollectionNames().into(new ArrayList<>()).contains(model.location()));
    }

    @Override
    public void create() {
        boolean missing = !exists();
        answered(() -> {
            if (missing) {
                createCollection();
            }
            // The embedded server looks at every document unless one index has exactly the fields that are asked for.
            // The
            // same index tells a rebuild's checksum, the keys with their versions, without reading the documents.
            documents.createIndex(ascending(ID, VERSION), new IndexOptions().unique(true));
            indexes.forEach(documents::createIndex);
            return null;
        });
    }

    private void createCollection() {
        try {
            database.createCollection(model.location());
        } catch (MongoCommandException e) {
            if (e.getErrorCode() != NAMESPACE_EXISTS) { // Another node was quicker.
                throw e;
            }
        }
    }

    private org.bson.Document bsonOf(Document<S> document) {
        org.bson.Document bson = new org.bson.Document(ID, document.id())
                .append(TENANT, document.tenantId().toString())
                .append(VERSION, document.version())
                .append(POSITION, document.position())
                .append(RECORDED_AT, document.recordedAt());
        bson.putAll(searchFields(document.state()));
        return bson.append(STATE, org.bson.Document.parse(JSON.writeValueAsString(document.state())));
    }

    private S stateOf(org.bson.Document bson) {
        org.bson.Document state = bson.get(STATE, org.bson.Document.class);
        return JSON.readValue(state.toJson(), stateType);
    }

    private static <T extends @Nullable Object> T answered(Supplier<T> query) {
        try {
            return query.get();
        } catch (MongoClientException
                | MongoSocketException
                | MongoNotPrimaryException
                | MongoNodeIsRecoveringException
                | MongoExecutionTimeoutException e) {
            throw new StoreAway(Store.MONGODB, e);
        } catch (MongoException e) {
            throw e;
        }
    }
}
