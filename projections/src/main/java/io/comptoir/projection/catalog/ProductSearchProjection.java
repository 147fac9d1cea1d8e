package io.comptoir.projection.catalog;

import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.replay.DocumentStore;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.StateProjection;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

@Component
@ConditionalOnRole(NodeRole.PROJECTION)
@ProcessingGroup("products-search")
class ProductSearchProjection extends StateProjection<ProductEvent, ProductState> {

    ProductSearchProjection(@Qualifier("productSearchEntries") DocumentStore<ProductState> entries) {
        super(ReadModels.PRODUCTS_SEARCH, entries, "product");
    }

    @EventHandler
    void on(ProductEvent event, EventMessage<?> message) {
        stage(event, message);
    }

    @Override
    protected String keyOf(ProductEvent event) {
        return event.sku().value();
    }

    @Override
    protected ProductState after(@Nullable ProductState before, ProductEvent event) {
        return ProductState.after(before, event);
    }
}
