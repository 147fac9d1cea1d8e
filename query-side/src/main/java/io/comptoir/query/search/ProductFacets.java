package io.comptoir.query.search;

import co.elastic.clients.elasticsearch._types.aggregations.Aggregate;
import co.elastic.clients.elasticsearch._types.aggregations.Aggregation;
import co.elastic.clients.elasticsearch._types.aggregations.RangeBucket;
import co.elastic.clients.elasticsearch._types.aggregations.StringTermsBucket;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import io.comptoir.contract.values.Money;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the found products were counted by; absent where that was not asked for. Prices are whole numbers of minor units up to
 * {@link Money#MAX_UNIT_PRICE}, which the doubles of Elasticsearch hold exactly.
 *
 * @param currency the currencies with the most products first
 * @param price    the bands of prices that have products, currency by currency in the same order, the cheapest first
 */
record ProductFacets(
        @Nullable List<CurrencyBucket> currency, @Nullable List<PriceBand> price) {

    /** What the found products can be counted by. */
    enum Facet {
        CURRENCY,
        PRICE
    }

    /** More than ISO 4217 has. */
    private static final int MAX_CURRENCIES = 400;

    private static final String PRICE = "price";
    private static final String LOWEST = "lowest";
    private static final String HIGHEST = "highest";
    private static final String BANDS = "bands";

    /** Has a search count, each facet within each currency, because prices in different ones cannot be compared. */
    static void count(SearchRequest.Builder search, Set<Facet> facets) {
        for (Facet facet : facets) {
            Map<String, Aggregation> within = switch (facet) {
                case CURRENCY ->
                    Map.of(
                            LOWEST,
                            Aggregation.of(lowest -> lowest.min(min -> min.field(PRICE))),
                            HIGHEST,
                            Aggregation.of(highest -> highest.max(max -> max.field(PRICE))));
                case PRICE ->
                    Map.of(
                            BANDS,
                            Aggregation.of(bands ->
                                    bands.range(range -> range.field(PRICE).ranges(PriceBands.ranges()))));
            };
            search.aggregations(
                    FacetNames.of(facet),
                    counted -> counted.terms(terms -> terms.field("currency").size(MAX_CURRENCIES))
                            .aggregations(within));
        }
    }

    static ProductFacets read(Set<Facet> facets, Map<String, Aggregate> answers) {
        return new ProductFacets(
                facets.contains(Facet.CURRENCY)
                        ? currencies(Facet.CURRENCY, answers).stream()
                                .map(ProductFacets::prices)
                                .toList()
                        : null,
                facets.contains(Facet.PRICE)
                        ? currencies(Facet.PRICE, answers).stream()
                                .flatMap(currency -> bands(currency).stream())
                                .toList()
                        : null);
    }

    private static List<StringTermsBucket> currencies(Facet facet, Map<String, Aggregate> answers) {
        return part(FacetNames.of(facet), answers).sterms().buckets().array();
    }

    private static CurrencyBucket prices(StringTermsBucket products) {
        Currency currency = Money.currency(products.key().stringValue());
        Map<String, Aggregate> within = products.aggregations();
        return new CurrencyBucket(
                currency.getCurrencyCode(),
                products.docCount(),
                price(part(LOWEST, within).min().value(), currency),
                price(part(HIGHEST, within).max().value(), currency));
    }

    private static Money price(@Nullable Double minorUnits, Currency currency) {
        if (minorUnits == null) {
            throw new IllegalStateException("a bucket came without its prices");
        }
        return new Money(minorUnits.longValue(), currency);
    }

    private static List<PriceBand> bands(StringTermsBucket products) {
        Currency currency = Money.currency(products.key().stringValue());
        List<PriceBand> bands = new ArrayList<>();
        for (RangeBucket band :
                part(BANDS, products.aggregations()).range().buckets().array()) {
            @Nullable Double from = band.from();
            if (band.docCount() > 0 && from != null) {
                bands.add(PriceBands.of(from, currency, band.docCount()));
            }
        }
        return bands;
    }

    private static Aggregate part(String name, Map<String, Aggregate> answers) {
        @Nullable Aggregate part = answers.get(name);
        if (part == null) {
            throw new IllegalStateException("the search did not count by " + name);
        }
        return part;
    }
}
