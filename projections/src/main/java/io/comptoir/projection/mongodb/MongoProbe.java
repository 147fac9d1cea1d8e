package io.comptoir.projection.mongodb;

import com.mongodb.MongoException;
import com.mongodb.client.MongoDatabase;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreProbe;
import org.bson.Document;
import org.springframework.stereotype.Component;

@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
final class MongoProbe implements StoreProbe {

    private final MongoDatabase database;

    MongoProbe(MongoDatabase database) {
        this.database = database;
    }

    @Override
    public Store store() {
        return Store.MONGODB;
    }

    @Override
    public boolean answers() {
        try {
            database.runCommand(new Document("ping", 1));
            return true;
        } catch (MongoException | IllegalStateException e) {
            // The latter is said by a client that is being closed.
            return false;
        }
    }
}
