package io.comptoir.projection.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.replay.Bookkeeping;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.SegmentPositions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The tokens and the published progress, in the database of the documents, so that they are lost or restored with them. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
final class MongoBookkeeping implements Bookkeeping {

    static final String TOKENS = "tokens";
    private static final String PROGRESS = "progress";
    private static final String SEGMENT_COUNT = "segmentCount";
    private static final String POSITIONS = "positions";

    private final MongoDatabase database;

    MongoBookkeeping(MongoDatabase database) {
        this.database = database;
    }

    @Override
    public void create() {
        database.getCollection(TOKENS)
                .createIndex(Indexes.ascending("processorName", "segment"), new IndexOptions().unique(true));
    }

    @Override
    public void forget(ReadModel model) {
        database.getCollection(PROGRESS).deleteOne(eq("_id", model.name()));
        database.getCollection(TOKENS).deleteMany(eq("processorName", model.name()));
    }

    @Override
    public void publish(ReadModel model, SegmentPositions positions) {
        List<Bson> updates = new ArrayList<>();
        updates.add(set(SEGMENT_COUNT, positions.segments()));
        positions.positions().forEach((segment, position) -> updates.add(set(POSITIONS + "." + segment, position)));
        database.getCollection(PROGRESS)
                .updateOne(eq("_id", model.name()), combine(updates), new UpdateOptions().upsert(true));
    }

    @Override
    public SegmentPositions published(ReadModel model) {
        @Nullable
        Document found =
                database.getCollection(PROGRESS).find(eq("_id", model.name())).first();
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
}
