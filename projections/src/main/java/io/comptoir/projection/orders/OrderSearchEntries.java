package io.comptoir.projection.orders;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.search.TotalHits;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.elasticsearch.SearchEntries;
import io.comptoir.projection.elasticsearch.SearchIndex;
import io.comptoir.projection.replay.Held;
import io.comptoir.projection.replay.ReadModels;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Orders to be searched and counted. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class OrderSearchEntries extends SearchEntries<OrderSearchEntry, OrderState> {

    OrderSearchEntries(ElasticsearchClient client, MeterRegistry meters) {
        super(
                new SearchIndex<>(
                        client, ReadModels.ORDERS_SEARCH, OrderSearchEntry.class, "orders-search.json", meters),
                OrderSearchEntry::of,
                entry -> new Held<>(entry.version(), entry.state()));
    }

    /** How many entries there are about somebody. */
    long countOf(TenantId tenantId, DataSubjectId subject) {
        @Nullable
        TotalHits total = index().search(
                        tenantId,
                        List.of(Query.of(query -> query.term(
                                term -> term.field("customerReference").value(subject.value())))),
                        search -> search.size(0).trackTotalHits(hits -> hits.enabled(true)))
                .hits()
                .total();
        return total == null ? 0 : total.value();
    }
}
