package io.comptoir.projection.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

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
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.projection.replay.Document;
import io.comptoir.projection.replay.DocumentStore;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreAway;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The documents of one read model. A document is a state with the fields that it is found by. Whoever reads says for which
 * organization; there is no way to read without.
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

    @Override
    public Map<String, S> load(Collection<String> documentIds) {
        return answered(() -> {
            Map<String, S> found = new HashMap<>();
            documents.find(in(ID, documentIds)).forEach(each -> found.put(each.getString(ID), stateOf(each)));
            return found;
        });
    }

    @Override
    public void write(Collection<Document<S>> changed) {
        List<WriteModel<org.bson.Document>> writes = new ArrayList<>(changed.size());
        for (Document<S> document : changed) {
            writes.add(new ReplaceOneModel<>(
                    and(
                            eq(ID, document.id()),
                            eq(TENANT, document.tenantId().toString()),
                            lt(VERSION, document.version())),
                    bsonOf(document),
                    new ReplaceOptions().upsert(true)));
        }
        answered(() -> {
            try {
                return documents.bulkWrite(writes, new BulkWriteOptions().ordered(false));
            } catch (MongoBulkWriteException e) {
                return ignoreNewerDocuments(e);
            }
        });
    }

    /** A document with this version or a later one escapes the filter, and inserting it beside itself fails: that is right. */
    private static @Nullable Object ignoreNewerDocuments(MongoBulkWriteException e) {
        for (BulkWriteError error : e.getWriteErrors()) {
            if (error.getCode() != DUPLICATE_KEY) {
                // The message of the exception itself may quote a document.
                throw new IllegalStateException("a bulk write failed with code " + error.getCode());
            }
        }
        if (e.getWriteConcernError() != null) {
            throw new IllegalStateException("a bulk write was not confirmed, code "
                    + e.getWriteConcernError().getCode());
        }
        return null;
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
