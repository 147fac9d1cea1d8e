package io.comptoir.projection.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.replay.Bookkeeping;
import io.comptoir.projection.replay.Generation;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.SegmentPositions;
import io.comptoir.projection.replay.Versions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The versions, the tokens and the published progress, in the database of the documents, so that they are lost or restored
 * with them.
 */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
final class MongoBookkeeping implements Bookkeeping {

    static final String TOKENS = "tokens";
    static final String VERSIONS = "projections";
    private static final String PROGRESS = "progress";
    private static final String SEGMENT_COUNT = "segmentCount";
    private static final String POSITIONS = "positions";
    private static final String REVISION = "revision";
    private static final String STATE = "state";

    /** What readers look at, beside the state, so that they need not read all of it. */
    static final String LIVE = "live";

    private static final JsonMapper JSON = ContractJson.mapper();

    private final MongoDatabase database;

    MongoBookkeeping(MongoDatabase database) {
        this.database = database;
    }

    @Override
    public void create() {
        Views.answered(() -> database.getCollection(TOKENS)
                .createIndex(Indexes.ascending("processorName", "segment"), new IndexOptions().unique(true)));
    }

    @Override
    public void forget(Generation generation) {
        Views.answered(() -> {
            database.getCollection(PROGRESS).deleteOne(eq("_id", generation.handler()));
            return database.getCollection(TOKENS).deleteMany(eq("processorName", generation.handler()));
        });
    }

    @Override
    public void publish(Generation generation, SegmentPositions positions) {
        List<Bson> updates = new ArrayList<>();
        updates.add(set(SEGMENT_COUNT, positions.segments()));
        positions.positions().forEach((segment, position) -> updates.add(set(POSITIONS + "." + segment, position)));
        Views.answered(() -> database.getCollection(PROGRESS)
                .updateOne(eq("_id", generation.handler()), combine(updates), new UpdateOptions().upsert(true)));
    }

    @Override
    public SegmentPositions published(Generation generation) {
        @Nullable
        Document found = Views.answered(() -> database.getCollection(PROGRESS)
                .find(eq("_id", generation.handler()))
                .first());
        if (found == null) {
            return SegmentPositions.UNKNOWN;
        }
        Map<Integer, Long> positions = new HashMap<>();
        @Nullable Document bySegment = found.get(POSITIONS, Document.class);
        if (bySegment != null) {
            bySegment.forEach(
                    (segment, position) -> positions.put(Integer.valueOf(segment), ((Number) position).longValue()));
        }
        return new SegmentPositions(found.getInteger(SEGMENT_COUNT, 0), positions);
    }

    @Override
    public Optional<Versions> versions(ReadModel model) {
        return Views.answered(() ->
                Optional.ofNullable(all().find(eq("_id", model.name())).first()).map(MongoBookkeeping::versionsOf));
    }

    private static Versions versionsOf(Document found) {
        return JSON.readValue(found.get(STATE, Document.class).toJson(), Versions.class);
    }

    @Override
    public void begin(Versions first) {
        Views.answered(() -> {
            try {
                all().insertOne(bsonOf(first));
            } catch (MongoWriteException e) {
                if (e.getError().getCode() != Views.DUPLICATE_KEY) { // Another node was quicker.
                    throw e;
                }
            }
            return null;
        });
    }

    @Override
    public boolean replace(Versions before, Versions after) {
        Document next = bsonOf(after.nextRevision());
        return Views.answered(() -> all().replaceOne(
                                and(eq("_id", before.model()), eq(REVISION, before.revision())), next)
                        .getMatchedCount())
                == 1;
    }

    private static Document bsonOf(Versions versions) {
        return new Document("_id", versions.model())
                .append(REVISION, versions.revision())
                .append(LIVE, versions.live().version())
                .append(STATE, Document.parse(JSON.writeValueAsString(versions)));
    }

    private MongoCollection<Document> all() {
        return database.getCollection(VERSIONS);
    }
}
