package io.comptoir.projection.inventory;

import com.mongodb.client.MongoDatabase;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.mongodb.Views;
import io.comptoir.projection.replay.ReadModels;
import java.util.List;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** The stock of each SKU that ever had some. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class StockViews extends Views<StockState> {

    StockViews(MongoDatabase database) {
        super(database, ReadModels.INVENTORY, StockState.class, List.of());
    }

    @Override
    protected Document searchFields(StockState stock) {
        return new Document("sku", stock.sku().value());
    }
}
