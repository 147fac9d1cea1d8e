package io.comptoir.projection.catalog;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.elasticsearch.SearchEntries;
import io.comptoir.projection.elasticsearch.SearchIndex;
import io.comptoir.projection.replay.Held;
import io.comptoir.projection.replay.ReadModels;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/** Products to be searched and counted. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class ProductSearchEntries extends SearchEntries<ProductSearchEntry, ProductState> {

    ProductSearchEntries(ElasticsearchClient client, MeterRegistry meters) {
        super(
                new SearchIndex<>(
                        client, ReadModels.PRODUCTS_SEARCH, ProductSearchEntry.class, "products-search.json", meters),
                ProductSearchEntry::of,
                entry -> new Held<>(entry.version(), entry.state()));
    }
}
