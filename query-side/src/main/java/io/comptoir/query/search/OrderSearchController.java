package io.comptoir.query.search;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.privacy.SubjectKeys;
import io.comptoir.projection.orders.BusinessTime;
import io.comptoir.projection.orders.OrderSearchEntries;
import io.comptoir.projection.orders.OrderSearchEntry;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.Page;
import io.comptoir.query.reading.Parameters;
import io.comptoir.query.reading.ReadsFrom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OrderSearchController {

    private final OrderSearchEntries orders;
    private final SubjectKeys keys;

    OrderSearchController(OrderSearchEntries orders, SubjectKeys keys) {
        this.orders = orders;
        this.keys = keys;
    }

    /**
     * The orders that were found, the newest first.
     *
     * @param total  how many there are on all pages
     * @param facets of all that were found, by name; absent where none was asked for
     */
    record Found(
            List<OrderState> data,
            long total,
            @Nullable Map<String, List<FacetBucket>> facets,
            @Nullable String nextCursor) {}

    @GetMapping("/v1/search/orders")
    @Requires(Permission.SEARCH_READ)
    @ReadsFrom("orders-search")
    Found search(
            Caller caller,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String country,
            @RequestParam(required = false) @Nullable String channel,
            @RequestParam(required = false) @Nullable String sku,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String facets,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        OrderSearch wanted = OrderSearch.of(q, country, channel, sku, from, to);
        Set<Facet> counted = Facet.named(facets);
        Cursor pages = Cursor.over(caller.tenantId(), "search-orders", wanted);
        @Nullable List<String> after = pages.read(cursor, 2);
        int size = Parameters.limit(limit);
        List<Query> filters = wanted.filters((word, most) -> keys.named(caller.tenantId(), word, most));
        SearchResponse<OrderSearchEntry> answer =
                orders.index().search(caller.tenantId(), filters, search -> page(search, size + 1, after, counted));
        List<OrderState> found = answer.hits().hits().stream()
                .map(Hit::source)
                .filter(Objects::nonNull)
                .map(OrderSearchEntry::state)
                .toList();
        Page<OrderState> page = Page.of(
                found,
                size,
                last -> pages.after(BusinessTime.of(last.placedAt()).toEpochMilli(), last.id()));
        return new Found(
                page.data(),
                answer.hits().total() == null
                        ? found.size()
                        : answer.hits().total().value(),
                counted.isEmpty() ? null : Facet.read(counted, answer.aggregations()),
                page.nextCursor());
    }

    private static SearchRequest.Builder page(
            SearchRequest.Builder search, int size, @Nullable List<String> after, Set<Facet> counted) {
        search.size(size)
                .trackTotalHits(total -> total.enabled(true))
                .sort(sort -> sort.field(by -> by.field("placedAt").order(SortOrder.Desc)))
                .sort(sort -> sort.field(by -> by.field("id").order(SortOrder.Asc)));
        counted.forEach(facet -> search.aggregations(facet.wireName(), facet.aggregation()));
        return after == null
                ? search
                : search.searchAfter(FieldValue.of(Cursor.number(after.get(0))), FieldValue.of(after.get(1)));
    }
}
