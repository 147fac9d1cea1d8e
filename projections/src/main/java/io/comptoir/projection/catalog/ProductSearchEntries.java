package io.comptoir.projection.catalog;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.elasticsearch.SearchIndex;
import io.comptoir.projection.replay.Document;
import io.comptoir.projection.replay.DocumentStore;
import io.comptoir.projection.replay.Fingerprint;
import io.comptoir.projection.replay.Held;
import io.comptoir.projection.replay.ReadModels;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Products to be searched and counted. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class ProductSearchEntries implements DocumentStore<ProductState> {

    private final SearchIndex<ProductSearchEntry> index;

    @Autowired
    ProductSearchEntries(ElasticsearchClient client, MeterRegistry meters) {
        this(new SearchIndex<>(
                client, ReadModels.PRODUCTS_SEARCH, ProductSearchEntry.class, "products-search.json", meters));
    }

    private ProductSearchEntries(SearchIndex<ProductSearchEntry> index) {
        this.index = index;
    }

    /** The index, for searching. */
    public SearchIndex<ProductSearchEntry> index() {
        return index;
    }

    @Override
    public ProductSearchEntries in(int version) {
        return new ProductSearchEntries(index.in(version));
    }

    @Override
    public Map<String, Held<ProductState>> load(Collection<String> documentIds) {
        Map<String, Held<ProductState>> states = new HashMap<>();
        index.load(documentIds).forEach((id, entry) -> states.put(id, new Held<>(entry.version(), entry.state())));
        return states;
    }

    /** The index lets only newer versions in, whatever they were made from. */
    @Override
    public Set<String> write(Collection<Document<ProductState>> documents) {
        index.write(documents.stream()
                .map(document -> new SearchIndex.Write<>(
                        document.id(), document.tenantId(), document.version(), ProductSearchEntry.of(document)))
                .toList());
        return Set.of();
    }

    @Override
    public boolean exists() {
        return index.exists();
    }

    @Override
    public void create() {
        index.create();
    }

    @Override
    public void drop() {
        index.drop();
    }

    @Override
    public void makeVisible() {
        index.refresh();
    }

    @Override
    public void expose() {
        index.expose();
    }

    @Override
    public OptionalInt exposed() {
        return index.exposed();
    }

    @Override
    public Fingerprint.Source fingerprints() {
        return index.fingerprints(null);
    }
}
