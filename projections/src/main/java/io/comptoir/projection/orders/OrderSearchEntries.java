package io.comptoir.projection.orders;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.search.TotalHits;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.TenantId;
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
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** Orders to be searched and counted. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class OrderSearchEntries implements DocumentStore<OrderState> {

    private final SearchIndex<OrderSearchEntry> index;

    @Autowired
    OrderSearchEntries(ElasticsearchClient client, MeterRegistry meters) {
        this(new SearchIndex<>(client, ReadModels.ORDERS_SEARCH, OrderSearchEntry.class, "orders-search.json", meters));
    }

    private OrderSearchEntries(SearchIndex<OrderSearchEntry> index) {
        this.index = index;
    }

    /** The index, for searching. */
    public SearchIndex<OrderSearchEntry> index() {
        return index;
    }

    /** How many entries there are about somebody. */
    long countOf(TenantId tenantId, DataSubjectId subject) {
        @Nullable
        TotalHits total = index.search(
                        tenantId,
                        List.of(Query.of(query -> query.term(
                                term -> term.field("customerReference").value(subject.value())))),
                        search -> search.size(0).trackTotalHits(hits -> hits.enabled(true)))
                .hits()
                .total();
        return total == null ? 0 : total.value();
    }

    @Override
    public OrderSearchEntries in(int version) {
        return new OrderSearchEntries(index.in(version));
    }

    @Override
    public Map<String, Held<OrderState>> load(Collection<String> documentIds) {
        Map<String, Held<OrderState>> states = new HashMap<>();
        index.load(documentIds).forEach((id, entry) -> states.put(id, new Held<>(entry.version(), entry.state())));
        return states;
    }

    /** The index lets only newer versions in, whatever they were made from. */
    @Override
    public Set<String> write(Collection<Document<OrderState>> documents) {
        index.write(documents.stream()
                .map(document -> new SearchIndex.Write<>(
                        document.id(), document.tenantId(), document.version(), OrderSearchEntry.of(document)))
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
