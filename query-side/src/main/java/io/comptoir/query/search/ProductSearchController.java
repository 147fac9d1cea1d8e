package io.comptoir.query.search;

import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.elasticsearch.core.search.Hit;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.projection.catalog.ProductSearchEntries;
import io.comptoir.projection.catalog.ProductSearchEntry;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.Page;
import io.comptoir.query.reading.Parameters;
import io.comptoir.query.reading.ReadsFrom;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
class ProductSearchController {

    private final ProductSearchEntries products;

    ProductSearchController(ProductSearchEntries products) {
        this.products = products;
    }

    /**
     * The products that were found, by SKU or by price.
     *
     * @param total  how many there are on all pages
     * @param facets of all that were found; absent where none was asked for
     */
    record FoundProducts(
            List<ProductState> data,
            long total,
            @Nullable ProductFacets facets,
            @Nullable String nextCursor) {}

    @GetMapping("/v1/search/products")
    @Requires(Permission.SEARCH_READ)
    @ReadsFrom("products-search")
    FoundProducts search(
            Caller caller,
            @RequestParam(required = false) @Nullable String q,
            @RequestParam(required = false) @Nullable String currency,
            @RequestParam(required = false) @Nullable String minPrice,
            @RequestParam(required = false) @Nullable String maxPrice,
            @RequestParam(required = false) @Nullable String sort,
            @RequestParam(required = false) @Nullable String facets,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        ProductSearch wanted = ProductSearch.of(q, currency, minPrice, maxPrice, sort);
        Set<ProductFacets.Facet> counted = FacetNames.read(ProductFacets.Facet.class, facets);
        Cursor pages = Cursor.over(caller.tenantId(), "search-products", wanted);
        @Nullable List<String> after = wanted.order().read(pages, cursor);
        int size = Parameters.limit(limit);
        SearchResponse<ProductSearchEntry> answer = products.index()
                .search(caller.tenantId(), wanted.filters(), search -> {
                    ProductFacets.count(search, counted);
                    return wanted.order().of(search.size(size + 1).trackTotalHits(total -> total.enabled(true)), after);
                });
        List<ProductState> found = answer.hits().hits().stream()
                .map(Hit::source)
                .filter(Objects::nonNull)
                .map(ProductSearchEntry::state)
                .toList();
        Page<ProductState> page = Page.of(found, size, last -> wanted.order().after(pages, last));
        return new FoundProducts(
                page.data(),
                answer.hits().total() == null
                        ? found.size()
                        : answer.hits().total().value(),
                counted.isEmpty() ? null : ProductFacets.read(counted, answer.aggregations()),
                page.nextCursor());
    }
}
