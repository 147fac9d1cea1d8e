package io.comptoir.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch._types.aggregations.AggregationRange;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.json.jackson.Jackson3JsonpMapper;
import io.comptoir.contract.values.Money;
import io.comptoir.platform.http.Problem;
import io.comptoir.query.search.ProductFacets.Facet;
import java.io.StringReader;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductFacetsTest {

    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Currency JPY = Currency.getInstance("JPY");

    @Test
    void readsTheNamesOfFacets() {
        assertThat(named(null)).isEmpty();
        assertThat(named("price")).containsExactly(Facet.PRICE);
        assertThat(named("price, currency,price")).isEqualTo(EnumSet.allOf(Facet.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "country", "price,", "Price", "price;currency"})
    void refusesFacetsThatThereAreNot(String names) {
        assertThatThrownBy(() -> named(names)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.facts()).containsEntry("field", "facets");
            assertThat(problem).hasMessageContaining("can be currency and price, with commas between them");
        });
    }

    private static Set<Facet> named(@Nullable String names) {
        return FacetNames.read(Facet.class, names);
    }

    @Test
    void asksForNothingThatIsNotWanted() {
        SearchRequest.Builder nothing = new SearchRequest.Builder();
        ProductFacets.count(nothing, EnumSet.noneOf(Facet.class));
        assertThat(nothing.build().aggregations()).isEmpty();

        SearchRequest.Builder prices = new SearchRequest.Builder();
        ProductFacets.count(prices, EnumSet.of(Facet.PRICE));
        assertThat(prices.build().aggregations()).containsOnlyKeys("price");
    }

    /** Every price belongs to one band, whose bounds tell so. */
    @Test
    void hasOneBandForEveryPrice() {
        List<AggregationRange> ranges = PriceBands.ranges();
        assertThat(ranges.getFirst().from()).isZero();
        assertThat(ranges.getLast().to()).isEqualTo(Money.MAX_UNIT_PRICE + 1.0);
        for (int band = 1; band < ranges.size(); band++) {
            assertThat(ranges.get(band).from()).isEqualTo(ranges.get(band - 1).to());
        }

        assertThat(ranges.stream().map(range -> PriceBands.of(Objects.requireNonNull(range.from()), GBP, 1)))
                .startsWith(band(0, 0), band(1, 1), band(2, 4), band(5, 9), band(10, 19), band(20, 49), band(50, 99))
                .endsWith(
                        band(100_000_000, 199_999_999),
                        band(200_000_000, 499_999_999),
                        band(500_000_000, Money.MAX_UNIT_PRICE))
                .hasSize(28);
    }

    private static PriceBand band(long from, long to) {
        return new PriceBand(new Money(from, GBP), new Money(to, GBP), 1);
    }

    @Test
    void countsEachCurrencyForItself() {
        SearchResponse<Object> answer = answer("""
                "sterms#currency":{"buckets":[
                  {"key":"GBP","doc_count":3,"min#lowest":{"value":0.0},"max#highest":{"value":1.0E9}},
                  {"key":"JPY","doc_count":1,"min#lowest":{"value":199.0},"max#highest":{"value":199.0}}]},
                "sterms#price":{"buckets":[
                  {"key":"GBP","doc_count":3,"range#bands":{"buckets":[
                    {"key":"0.0-1.0","from":0.0,"to":1.0,"doc_count":2},
                    {"key":"1.0-2.0","from":1.0,"to":2.0,"doc_count":0},
                    {"key":"5.0E8-1.000000001E9","from":5.0E8,"to":1.000000001E9,"doc_count":1}]}},
                  {"key":"JPY","doc_count":1,"range#bands":{"buckets":[
                    {"key":"100.0-200.0","from":100.0,"to":200.0,"doc_count":1}]}}]}""");

        assertThat(ProductFacets.read(EnumSet.allOf(Facet.class), answer.aggregations()))
                .isEqualTo(new ProductFacets(
                        List.of(
                                new CurrencyBucket("GBP", 3, new Money(0, GBP), new Money(Money.MAX_UNIT_PRICE, GBP)),
                                new CurrencyBucket("JPY", 1, new Money(199, JPY), new Money(199, JPY))),
                        List.of(
                                new PriceBand(new Money(0, GBP), new Money(0, GBP), 2),
                                new PriceBand(new Money(500_000_000, GBP), new Money(Money.MAX_UNIT_PRICE, GBP), 1),
                                new PriceBand(new Money(100, JPY), new Money(199, JPY), 1))));
        assertThat(ProductFacets.read(EnumSet.of(Facet.PRICE), answer.aggregations())
                        .currency())
                .isNull();
    }

    private static SearchResponse<Object> answer(String aggregations) {
        return SearchResponse.of(response -> response.withJson(
                new Jackson3JsonpMapper().jsonProvider().createParser(new StringReader("""
                {"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"failed":0},
                 "hits":{"total":{"value":4,"relation":"eq"},"hits":[]},
                 "aggregations":{%s}}""".formatted(aggregations))),
                new Jackson3JsonpMapper()));
    }
}
