package io.comptoir.query.search;

import co.elastic.clients.elasticsearch._types.aggregations.Aggregate;
import co.elastic.clients.elasticsearch._types.aggregations.Aggregation;
import co.elastic.clients.elasticsearch._types.aggregations.CalendarInterval;
import co.elastic.clients.elasticsearch._types.aggregations.DateHistogramBucket;
import co.elastic.clients.elasticsearch._types.aggregations.StringTermsBucket;
import io.comptoir.contract.values.Money;
import io.comptoir.projection.orders.OrderSearchEntry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the found orders can be counted by. */
enum Facet {
    /** The countries with the most orders. */
    COUNTRY,
    /** The channels with the most orders. */
    CHANNEL,
    /** All days in UTC, the oldest first. */
    DAY;

    static final int MAX_TERMS = 100;

    /** More than ISO 4217 has. */
    private static final int MAX_CURRENCIES = 400;

    private static final String CURRENCY = "currency";
    private static final String HIGH = "revenueHigh";
    private static final String LOW = "revenueLow";

    String wireName() {
        return FacetNames.of(this);
    }

    /** Reads a list such as {@code country,day}. */
    static Set<Facet> named(@Nullable String names) {
        return FacetNames.read(Facet.class, names);
    }

    /** Counts, and within each bucket adds up the revenue of each currency. */
    Aggregation aggregation() {
        Map<String, Aggregation> byCurrency = Map.of(
                CURRENCY,
                Aggregation.of(aggregation -> aggregation
                        .terms(terms -> terms.field(CURRENCY).size(MAX_CURRENCIES))
                        .aggregations(HIGH, sum -> sum.sum(of -> of.field(HIGH)))
                        .aggregations(LOW, sum -> sum.sum(of -> of.field(LOW)))));
        return Aggregation.of(aggregation -> switch (this) {
            case COUNTRY, CHANNEL ->
                aggregation
                        .terms(terms -> terms.field(wireName()).size(MAX_TERMS))
                        .aggregations(byCurrency);
            case DAY ->
                aggregation
                        .dateHistogram(days -> days.field("placedAt")
                                .calendarInterval(CalendarInterval.Day)
                                .timeZone("UTC")
                                .minDocCount(1))
                        .aggregations(byCurrency);
        });
    }

    static Map<String, List<FacetBucket>> read(Set<Facet> facets, Map<String, Aggregate> answers) {
        Map<Facet, List<FacetBucket>> byFacet = new EnumMap<>(Facet.class);
        facets.forEach(facet -> byFacet.put(facet, facet.buckets(answers)));
        return byFacet.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey().wireName(),
                        Map.Entry::getValue,
                        (one, other) -> one,
                        LinkedHashMap::new));
    }

    private List<FacetBucket> buckets(Map<String, Aggregate> answers) {
        @Nullable Aggregate answer = answers.get(wireName());
        if (answer == null) {
            throw new IllegalStateException("the search did not count by " + wireName());
        }
        List<FacetBucket> buckets = new ArrayList<>();
        if (this == DAY) {
            for (DateHistogramBucket day : answer.dateHistogram().buckets().array()) {
                String key = Instant.ofEpochMilli(day.key())
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString();
                buckets.add(bucket(key, day.docCount(), day.aggregations()));
            }
        } else {
            for (StringTermsBucket term : answer.sterms().buckets().array()) {
                buckets.add(bucket(term.key().stringValue(), term.docCount(), term.aggregations()));
            }
        }
        return buckets;
    }

    // The currencies come with the most frequent first, and every order has one.
    private static FacetBucket bucket(String key, long count, Map<String, Aggregate> within) {
        @Nullable Aggregate currencies = within.get(CURRENCY);
        if (currencies == null) {
            throw new IllegalStateException("a bucket came without its revenue");
        }
        List<Money> revenues = currencies.sterms().buckets().array().stream()
                .map(Facet::revenue)
                .toList();
        return new FacetBucket(
                key, count, revenues.getFirst(), revenues.size() == 1 ? null : revenues.subList(1, revenues.size()));
    }

    private static Money revenue(StringTermsBucket currency) {
        return new Money(
                minorUnits(sum(currency, HIGH), sum(currency, LOW)),
                Money.currency(currency.key().stringValue()));
    }

    private static double sum(StringTermsBucket currency, String field) {
        @Nullable Aggregate sum = currency.aggregations().get(field);
        @Nullable Double value = sum == null ? null : sum.sum().value();
        return value == null ? 0 : value;
    }

    /** Both sums are whole numbers that a double holds exactly. */
    static long minorUnits(double high, double low) {
        return Math.addExact(Math.multiplyExact((long) high, OrderSearchEntry.REVENUE_BASE), (long) low);
    }
}
