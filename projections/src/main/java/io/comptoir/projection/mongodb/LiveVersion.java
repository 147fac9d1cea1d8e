package io.comptoir.projection.mongodb;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Projections.include;

import com.mongodb.client.MongoDatabase;
import io.comptoir.projection.replay.ReadModel;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** The version of a read model that readers see, remembered for a moment. */
public final class LiveVersion {

    /** Readers are moved slowly enough that all have looked again in between. */
    private static final long FRESH_MILLIS = 500;

    private static final int FIRST = 1;

    private final MongoDatabase database;
    private final ReadModel model;
    private volatile Known known = new Known(0, FIRST, false);

    public LiveVersion(MongoDatabase database, ReadModel model) {
        this.database = database;
        this.model = model;
    }

    private record Known(long lookedNanos, int version, boolean isKnown) {}

    /** From 1; at most {@value #FRESH_MILLIS} ms old. */
    public int number() {
        Known last = known;
        long now = System.nanoTime();
        if (last.isKnown() && now - last.lookedNanos() < TimeUnit.MILLISECONDS.toNanos(FRESH_MILLIS)) {
            return last.version();
        }
        @Nullable
        Document found = database.getCollection(MongoBookkeeping.VERSIONS)
                .find(eq("_id", model.name()))
                .projection(include(MongoBookkeeping.LIVE))
                .first();
        int version = found == null ? FIRST : found.getInteger(MongoBookkeeping.LIVE, FIRST);
        known = new Known(now, version, true);
        return version;
    }
}
