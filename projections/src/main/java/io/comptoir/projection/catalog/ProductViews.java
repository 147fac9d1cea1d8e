package io.comptoir.projection.catalog;

import static com.mongodb.client.model.Indexes.ascending;

import com.mongodb.client.MongoDatabase;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.mongodb.Views;
import io.comptoir.projection.replay.ReadModels;
import java.util.List;
import org.bson.Document;
import org.springframework.stereotype.Component;

/** Products by SKU, and listed in the order of their SKUs. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class ProductViews extends Views<ProductState> {

    public static final String SKU = "sku";

    ProductViews(MongoDatabase database) {
        super(database, ReadModels.PRODUCTS, ProductState.class, List.of(ascending(TENANT, SKU)));
    }

    @Override
    protected Document searchFields(ProductState product) {
        return new Document(SKU, product.sku().value());
    }
}
