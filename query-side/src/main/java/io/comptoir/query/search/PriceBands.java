package io.comptoir.query.search;

import co.elastic.clients.elasticsearch._types.aggregations.AggregationRange;
import io.comptoir.contract.values.Money;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;

/**
 * Prices from 1, 2 and 5 of each power of ten up, in minor units: every band is about twice as wide as the one before, so few of
 * them tell coins from cars, and they are the same whatever is found. What costs nothing is a band of its own.
 */
final class PriceBands {

    private static final List<Long> STARTS = starts();

    private PriceBands() {}

    private static List<Long> starts() {
        List<Long> starts = new ArrayList<>();
        starts.add(0L);
        for (long power = 1; power < Money.MAX_UNIT_PRICE; power *= 10) {
            starts.addAll(List.of(power, 2 * power, 5 * power));
        }
        return List.copyOf(starts);
    }

    /** As Elasticsearch counts them: from the first price to before the first of the next, in doubles that hold them exactly. */
    static List<AggregationRange> ranges() {
        List<AggregationRange> ranges = new ArrayList<>();
        for (int band = 0; band < STARTS.size(); band++) {
            double from = STARTS.get(band);
            double next = first(band + 1);
            ranges.add(AggregationRange.of(range -> range.from(from).to(next)));
        }
        return ranges;
    }

    private static long first(int band) {
        return band < STARTS.size() ? STARTS.get(band) : Money.MAX_UNIT_PRICE + 1;
    }

    /** The band that begins there. */
    static PriceBand of(double from, Currency currency, long count) {
        long start = (long) from;
        int band = STARTS.indexOf(start);
        if (band < 0) {
            throw new IllegalStateException("no prices were counted from " + from);
        }
        return new PriceBand(new Money(start, currency), new Money(first(band + 1) - 1, currency), count);
    }
}
