package io.comptoir.projection.imports;

import com.mongodb.client.MongoDatabase;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.mongodb.Views;
import io.comptoir.projection.replay.ReadModels;
import java.util.List;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** Imports by id. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class ImportViews extends Views<ImportState> {

    ImportViews(MongoDatabase database) {
        super(database, ReadModels.IMPORTS, ImportState.class, List.of());
    }

    @Override
    protected Document searchFields(ImportState state) {
        return new Document("status", state.status().name());
    }
}
