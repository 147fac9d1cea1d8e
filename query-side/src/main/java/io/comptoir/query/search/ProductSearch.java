package io.comptoir.query.search;

import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.json.JsonData;
import io.comptoir.contract.values.Money;
import io.comptoir.platform.http.Problem;
import io.comptoir.query.reading.Parameters;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which products a search finds, and in which order; what is absent does not matter.
 *
 * @param words    each must be found as the beginning of a word of the product; empty where nothing can be found
 * @param minPrice in the currency, at least that
 * @param maxPrice in the currency, at most that
 */
record ProductSearch(
        @Nullable List<String> words,
        @Nullable Currency currency,
        @Nullable Money minPrice,
        @Nullable Money maxPrice,
        ProductOrder order) {

    static ProductSearch of(
            @Nullable String q,
            @Nullable String currency,
            @Nullable String minPrice,
            @Nullable String maxPrice,
            @Nullable String sort) {
        @Nullable Currency known = Parameters.value("currency", currency, Money::currency);
        @Nullable Money least = price("minPrice", minPrice, known);
        @Nullable Money most = price("maxPrice", maxPrice, known);
        if (least != null && most != null && least.compareTo(most) > 0) {
            throw Problem.malformed("minPrice", "must not be more than maxPrice");
        }
        ProductOrder order = ProductOrder.named(sort);
        if (order.isByPrice() && known == null) {
            throw withoutCurrency("sort=" + sort);
        }
        return new ProductSearch(q == null || q.isBlank() ? null : SearchText.words(q), known, least, most, order);
    }

    private static @Nullable Money price(String name, @Nullable String amount, @Nullable Currency currency) {
        if (amount == null) {
            return null;
        }
        if (currency == null) {
            throw withoutCurrency(name);
        }
        return Parameters.value(name, amount, text -> Money.of(text, currency).asUnitPrice());
    }

    /** Amounts of different currencies cannot be compared. */
    private static Problem withoutCurrency(String parameter) {
        return Problem.malformed("currency", "must be given with " + parameter);
    }

    List<Query> filters() {
        List<Query> filters = new ArrayList<>();
        if (words != null) {
            if (words.isEmpty()) {
                filters.add(SearchText.nothing());
            }
            words.forEach(word -> filters.add(SearchText.begins(word)));
        }
        if (currency != null) {
            filters.add(
                    Query.of(query -> query.term(term -> term.field("currency").value(currency.getCurrencyCode()))));
        }
        if (minPrice != null || maxPrice != null) {
            filters.add(Query.of(query -> query.range(range -> range.untyped(price -> {
                price.field("price");
                if (minPrice != null) {
                    price.gte(JsonData.of(minPrice.minorUnits()));
                }
                if (maxPrice != null) {
                    price.lte(JsonData.of(maxPrice.minorUnits()));
                }
                return price;
            }))));
        }
        return filters;
    }
}
