package io.comptoir.projection.orders;

import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderLine;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.OrderStatus;
import io.comptoir.contract.values.Money;
import io.comptoir.platform.privacy.Sealing;
import io.comptoir.platform.search.SearchWords;
import io.comptoir.projection.replay.Document;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * An order as the search finds, sorts and counts it. Its fields are those of {@code orders-search.json}.
 *
 * @param words       what the full text search looks at; nothing personal, which only a blind index leads to
 * @param customerReference whose order it is
 * @param customerKey the key that its customer is sealed with, where the blind index leads
 * @param revenueHigh the revenue in units of {@value #REVENUE_BASE} minor units; 0 for a cancelled order
 * @param revenueLow  the rest of it in minor units
 */
public record OrderSearchEntry(
        String tenant,
        String id,
        long version,
        long position,
        Instant recordedAt,
        String status,
        String channel,
        @Nullable String country,
        Instant placedAt,
        List<String> skus,
        String words,
        @Nullable String customerReference,
        @Nullable String customerKey,
        String currency,
        long revenueHigh,
        long revenueLow,
        OrderState state) {

    /**
     * Elasticsearch adds up in floating point, which is exact up to 2^53. Two sums, of billions and of the rest, stay exact for
     * millions of the largest orders.
     */
    public static final long REVENUE_BASE = 1_000_000_000L;

    static OrderSearchEntry of(Document<OrderState> document) {
        OrderState order = document.state();
        Money total = order.total();
        long revenue = order.status() == OrderStatus.CANCELLED ? 0 : total.minorUnits();
        return new OrderSearchEntry(
                document.tenantId().toString(),
                order.id().toString(),
                document.version(),
                document.position(),
                document.recordedAt(),
                order.status().name(),
                order.channel().value(),
                order.customer().country() == null
                        ? null
                        : order.customer().country().value(),
                BusinessTime.of(order.placedAt()),
                order.lines().stream()
                        .map(line -> line.sku().value())
                        .distinct()
                        .toList(),
                String.join(" ", wordsOf(order)),
                order.customer().reference() == null
                        ? null
                        : order.customer().reference().value(),
                keyOf(order.customer()),
                total.currency().getCurrencyCode(),
                Math.floorDiv(revenue, REVENUE_BASE),
                Math.floorMod(revenue, REVENUE_BASE),
                order);
    }

    private static @Nullable String keyOf(Customer customer) {
        return customer.reference() == null || customer.sealed() == null
                ? null
                : Sealing.keyOf(customer.reference(), customer.sealed()).text();
    }

    private static SequencedSet<String> wordsOf(OrderState order) {
        SequencedSet<String> words = new LinkedHashSet<>();
        SearchWords.collect(order.externalId(), words);
        SearchWords.collect(order.id(), words);
        Customer customer = order.customer();
        SearchWords.collect(customer.reference(), words);
        SearchWords.collect(customer.country(), words);
        for (OrderLine line : order.lines()) {
            SearchWords.collect(line.sku(), words);
            SearchWords.collect(line.name(), words);
        }
        return words;
    }
}
