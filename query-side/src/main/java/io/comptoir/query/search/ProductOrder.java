package io.comptoir.query.search;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.platform.http.Problem;
import io.comptoir.query.reading.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** In which order products are found. SKUs decide between equal prices, so that no page loses one. */
enum ProductOrder {
    SKU("sku", null),
    CHEAPEST_FIRST("price", SortOrder.Asc),
    DEAREST_FIRST("-price", SortOrder.Desc);

    private final String wireName;
    private final @Nullable SortOrder byPrice;

    ProductOrder(String wireName, @Nullable SortOrder byPrice) {
        this.wireName = wireName;
        this.byPrice = byPrice;
    }

    static ProductOrder named(@Nullable String name) {
        if (name == null) {
            return SKU;
        }
        for (ProductOrder order : values()) {
            if (order.wireName.equals(name)) {
                return order;
            }
        }
        throw Problem.malformed("sort", "can be sku, price and -price");
    }

    boolean isByPrice() {
        return byPrice != null;
    }

    /** Sorts a search; it begins behind the product of the cursor, if one is given. */
    SearchRequest.Builder of(SearchRequest.Builder search, @Nullable List<String> after) {
        if (byPrice != null) {
            search.sort(sort -> sort.field(by -> by.field("price").order(byPrice)));
        }
        search.sort(sort -> sort.field(by -> by.field("sku").order(SortOrder.Asc)));
        if (after == null) {
            return search;
        }
        return byPrice == null
                ? search.searchAfter(FieldValue.of(after.getFirst()))
                : search.searchAfter(FieldValue.of(Cursor.number(after.getFirst())), FieldValue.of(after.getLast()));
    }

    @Nullable
    List<String> read(Cursor pages, @Nullable String cursor) {
        return pages.read(cursor, byPrice == null ? 1 : 2);
    }

    String after(Cursor pages, ProductState last) {
        return byPrice == null
                ? pages.after(last.sku())
                : pages.after(last.price().minorUnits(), last.sku());
    }
}
