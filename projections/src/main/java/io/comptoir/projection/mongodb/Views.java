package io.comptoir.projection.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoClientException;
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
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.projection.replay.Document;
import io.comptoir.projection.replay.DocumentStore;
import io.comptoir.projection.replay.Fingerprint;
import io.comptoir.projection.replay.Held;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.RefusedDocument;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreAway;
import io.comptoir.projection.replay.StoreFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
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
    static final String VERSION = "version";
    private static final String POSITION = "position";
    private static final String RECORDED_AT = "recordedAt";
    private static final String STATE = "state";

    /** The most documents that one query answers. */
    public static final int MAX_RESULTS = 201;

    private static final long QUERY_LIMIT_MILLIS = 5_000;
    static final int DUPLICATE_KEY = 11_000;
    private static final JsonMapper JSON = ContractJson.mapper();

    /** Codes for documents that MongoDB takes at no time: malformed, too deep, against a validator, too large. */
    private static final Set<Integer> REFUSALS = Set.of(2, 9, 14, 15, 22, 52, 121, 10_334, 17_280, 17_419, 17_420);

    private final MongoDatabase database;
    private final IntSupplier version;
    private final ReadModel model;
    private final Class<S> stateType;
    private final List<Bson> indexes;

    /** @param indexes what the documents are found by; each begins with the organization */
    protected Views(MongoDatabase database, ReadModel model, Class<S> stateType, List<Bson> indexes) {
        this.database = database;
        this.version = new LiveVersion(database, model)::number;
        this.model = model;
        this.stateType = stateType;
        this.indexes = List.copyOf(indexes);
    }

    private Views(Views<S> live, int version) {
        this.database = live.database;
        this.version = () -> version;
        this.model = live.model;
        this.stateType = live.stateType;
        this.indexes = live.indexes;
    }

    /** The documents of one version, whatever readers see. */
    private static final class OfVersion<S> extends Views<S> {

        private final Views<S> live;

        OfVersion(Views<S> live, int version) {
            super(live, version);
            this.live = live;
        }

        @Override
        protected org.bson.Document searchFields(S state) {
            return live.searchFields(state);
        }
    }

    @Override
    public DocumentStore<S> in(int number) {
        return new OfVersion<>(this, number);
    }

    private GenerationCollection collection() {
        return new GenerationCollection(database, model.version(version.getAsInt()));
    }

    private MongoCollection<org.bson.Document> documents() {
        return collection().documents();
    }

    /** The fields beside the state that a document is found and sorted by. */
    protected abstract org.bson.Document searchFields(S state);

    /**
     * A document with its place in the history.
     *
     * @param position of the last event that is in it; the rest of the read model may not have got there yet
     */
    public record Shown<S>(S state, long position) {}

    /** The state with this key; empty if the organization has none. */
    public Optional<S> find(TenantId tenantId, String key) {
        return show(tenantId, key).map(Shown::state);
    }

    /** The same with its position. */
    public Optional<Shown<S>> show(TenantId tenantId, String key) {
        TenantScope.require(tenantId);
        return answered(() -> Optional.ofNullable(documents()
                        .find(eq(ID, ReadModel.documentId(tenantId, key)))
                        .first())
                .map(found -> new Shown<>(stateOf(found), found.getLong(POSITION))));
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
        return answered(() -> documents()
                .find(and(eq(TENANT, tenantId.toString()), filter))
                .sort(order)
                .limit(limit)
                .maxTime(QUERY_LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                .map(this::stateOf)
                .into(new ArrayList<>()));
    }

    /** How many documents of the organization a filter lets through. */
    public long count(TenantId tenantId, Bson filter) {
        TenantScope.require(tenantId);
        return answered(() -> documents()
                .countDocuments(
                        and(eq(TENANT, tenantId.toString()), filter),
                        new CountOptions().maxTime(QUERY_LIMIT_MILLIS, TimeUnit.MILLISECONDS)));
    }

    @Override
    public Map<String, Held<S>> load(Collection<String> documentIds) {
        TenantScope.requirePlatform();
        return answered(() -> {
            Map<String, Held<S>> found = new HashMap<>();
            documents()
                    .find(Filters.in(ID, documentIds))
                    .forEach(each -> found.put(each.getString(ID), new Held<>(each.getLong(VERSION), stateOf(each))));
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
            return documents()
                    .bulkWrite(writes, new BulkWriteOptions().ordered(false))
                    .getMatchedCount();
        } catch (MongoBulkWriteException e) {
            for (BulkWriteError error : e.getWriteErrors()) {
                if (error.getCode() != DUPLICATE_KEY
                        || !(writes.get(error.getIndex()) instanceof InsertOneModel<org.bson.Document> insert)) {
                    throw failed(error.getCode());
                }
                overtaken.add(insert.getDocument().getString(ID));
            }
            if (e.getWriteConcernError() != null) {
                throw new StoreFailure(
                        Store.MONGODB,
                        "a bulk write was not confirmed, code "
                                + e.getWriteConcernError().getCode());
            }
            return e.getWriteResult().getMatchedCount();
        }
    }

    /** The message of the exception itself may quote a document. */
    private RuntimeException failed(int code) {
        return REFUSALS.contains(code)
                ? new RefusedDocument(model.name() + " refused a document with code " + code)
                : new StoreFailure(Store.MONGODB, "a bulk write failed with code " + code);
    }

    private Set<String> notAt(Map<String, Long> versions) {
        Set<String> others = new HashSet<>(versions.keySet());
        documents()
                .find(Filters.in(ID, versions.keySet()))
                .projection(include(VERSION))
                .forEach(found -> {
                    if (found.getLong(VERSION).equals(versions.get(found.getString(ID)))) {
                        others.remove(found.getString(ID));
                    }
                });
        return others;
    }

    @Override
    public boolean exists() {
        return collection().exists();
    }

    @Override
    public void create() {
        collection().create(indexes.stream().map(IndexModel::new).toList());
    }

    @Override
    public void drop() {
        collection().drop();
    }

    @Override
    public Fingerprint.Source fingerprints() {
        return collection().fingerprints(List.of(VERSION, POSITION), Views::fingerprintOf, false);
    }

    private static Fingerprint fingerprintOf(org.bson.Document found) {
        String id = found.getString(ID);
        return new Fingerprint(id, id, found.getLong(VERSION), found.getLong(POSITION));
    }

    private org.bson.Document bsonOf(Document<S> document) {
        org.bson.Document bson = new org.bson.Document(ID, document.id())
                .append(TENANT, document.tenantId().toString())
                .append(VERSION, document.version())
                .append(POSITION, document.position())
                .append(RECORDED_AT, document.recordedAt());
        bson.putAll(searchFields(document.state()));
        // As text: nothing is found by what is in it, and neither driver nor server need take it apart.
        return bson.append(STATE, JSON.writeValueAsString(document.state()));
    }

    /** States were documents once; readers see those until the version that is built beside them is whole. */
    private S stateOf(org.bson.Document bson) {
        Object state = bson.get(STATE);
        return JSON.readValue(state instanceof org.bson.Document once ? once.toJson() : (String) state, stateType);
    }

    /** Asks MongoDB, and says so in the words of the read models when it is away or cannot do what it is asked. */
    public static <T extends @Nullable Object> T answered(Supplier<T> query) {
        try {
            return query.get();
        } catch (MongoClientException
                | MongoSocketException
                | MongoNotPrimaryException
                | MongoNodeIsRecoveringException
                | MongoExecutionTimeoutException e) {
            throw new StoreAway(Store.MONGODB, e);
        } catch (MongoException e) {
            // Its message may quote a document.
            throw new StoreFailure(Store.MONGODB, "a request failed with code " + e.getCode());
        }
    }
}
