package io.comptoir.query.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch.core.SearchResponse;
import co.elastic.clients.json.jackson.Jackson3JsonpMapper;
import io.comptoir.contract.values.Money;
import io.comptoir.platform.http.Problem;
import java.io.StringReader;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FacetTest {

    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Currency JPY = Currency.getInstance("JPY");

    @Test
    void readsTheNamesOfFacets() {
        assertThat(Facet.named(null)).isEmpty();
        assertThat(Facet.named("day")).containsExactly(Facet.DAY);
        assertThat(Facet.named("channel, country,day,day")).isEqualTo(EnumSet.allOf(Facet.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "weekday", "country,", "Country", "country;day"})
    void refusesFacetsThatThereAreNot(String names) {
        assertThatThrownBy(() -> Facet.named(names))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.facts()).containsEntry("field", "facets"));
    }

    @Test
    void countsAndAddsUpEachCurrencyForItself() {
        SearchResponse<Object> answer = answer("""
                "sterms#country":{"doc_count_error_upper_bound":0,"sum_other_doc_count":0,"buckets":[
                  {"key":"United Kingdom","doc_count":3,"sterms#currency":{"buckets":[
                    {"key":"GBP","doc_count":2,"sum#revenueHigh":{"value":0.0},"sum#revenueLow":{"value":1531.0}},
                    {"key":"JPY","doc_count":1,"sum#revenueHigh":{"value":0.0},"sum#revenueLow":{"value":900.0}}]}},
                  {"key":"France","doc_count":1,"sterms#currency":{"buckets":[
                    {"key":"GBP","doc_count":1,"sum#revenueHigh":{"value":0.0},"sum#revenueLow":{"value":0.0}}]}}]}""");

        assertThat(Facet.read(EnumSet.of(Facet.COUNTRY), answer.aggregations()))
                .containsExactly(java.util.Map.entry(
                        "country",
                        List.of(
                                new FacetBucket(
                                        "United Kingdom", 3, new Money(1_531, GBP), List.of(new Money(900, JPY))),
                                new FacetBucket("France", 1, new Money(0, GBP), null))));
    }

    @Test
    void namesDaysByTheirDateInUtc() {
        SearchResponse<Object> answer = answer("""
                "date_histogram#day":{"buckets":[
                  {"key":1291161600000,"key_as_string":"2010-12-01T00:00:00.000Z","doc_count":1,"sterms#currency":{"buckets":[
                    {"key":"GBP","doc_count":1,"sum#revenueHigh":{"value":0.0},"sum#revenueLow":{"value":5.0}}]}},
                  {"key":-62135596800000,"doc_count":1,"sterms#currency":{"buckets":[
                    {"key":"GBP","doc_count":1,"sum#revenueHigh":{"value":0.0},"sum#revenueLow":{"value":5.0}}]}}]}""");

        assertThat(Facet.read(EnumSet.of(Facet.DAY), answer.aggregations()).get("day"))
                .extracting(FacetBucket::key)
                .containsExactly("2010-12-01", "0001-01-01");
    }

    @Test
    void addsUpExactlyWhereFloatingPointWouldRound() {
        assertThat(Facet.minorUnits(0, 0)).isZero();
        // 2^53 + 1 is the first whole number that a double cannot hold.
        assertThat(Facet.minorUnits(9_007_199, 254_740_993)).isEqualTo(9_007_199_254_740_993L);
        assertThat(Facet.minorUnits(9_223_372_036.0, 854_775_807)).isEqualTo(Long.MAX_VALUE);
        // The rests of many orders add up to more than one unit of the high part.
        assertThat(Facet.minorUnits(1, 2_000_000_001)).isEqualTo(3_000_000_001L);
        assertThatThrownBy(() -> Facet.minorUnits(9_223_372_036.0, 854_775_808))
                .isInstanceOf(ArithmeticException.class);
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
