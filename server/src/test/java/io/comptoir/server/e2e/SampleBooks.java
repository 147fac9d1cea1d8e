package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Compares what a server tells of an organization that imported the sample, and nothing else, with the file. */
final class SampleBooks {

    private static final int ORDERS = 727;
    private static final int ORDER_LINES = 19_241;
    private static final int ADJUSTMENTS = 135;
    private static final BigDecimal REVENUE = new BigDecimal("385266.47");

    private final SampleFile file = SampleFile.read();
    private final JsonNode expected = SampleFile.expected();
    private final Api api;

    /** @param api as the organization's owner sees it, after the import */
    SampleBooks(Api api) {
        this.api = api;
        assertThat(expected.get("orders").asInt()).isEqualTo(ORDERS);
        assertThat(expected.get("orderLineRows").asInt()).isEqualTo(ORDER_LINES);
        assertThat(expected.get("adjustmentRows").asInt()).isEqualTo(ADJUSTMENTS);
        assertThat(expected.get("revenue").asString()).isEqualTo(REVENUE.toPlainString());
    }

    /** Every source tells the same. */
    void hold() {
        ordersHold();
        searchHolds();
        Map<String, Stock> history = historyHolds();
        stockHolds(history);
    }

    /** Each order of the list, line by line. */
    void ordersHold() {
        List<JsonNode> orders = api.all("/v1/orders");
        assertThat(orders).hasSize(ORDERS);
        assertThat(orders.stream().mapToInt(order -> order.get("lines").size()).sum())
                .isEqualTo(ORDER_LINES);
        assertThat(sum(orders)).isEqualTo(REVENUE);
        Map<String, SampleFile.Order> left = new HashMap<>(file.orders());
        for (JsonNode order : orders) {
            String invoice = order.get("externalId").asString();
            SampleFile.Order wanted = taken(left, invoice);
            assertThat(order.get("status").asString()).isEqualTo("placed");
            assertIsThe(order, wanted, invoice);
        }
        assertThat(left).isEmpty();
    }

    private static SampleFile.Order taken(Map<String, SampleFile.Order> left, String invoice) {
        return Objects.requireNonNull(left.remove(invoice), () -> "no or a second order for invoice " + invoice);
    }

    private static void assertIsThe(JsonNode order, SampleFile.Order wanted, String invoice) {
        assertThat(order.get("channel").asString()).isEqualTo("online-retail");
        assertThat(order.get("placedAt").asString()).as(invoice).isEqualTo(wanted.placedAt());
        String reference = order.at("/customer/reference").asString();
        if (wanted.customer().isEmpty()) {
            assertThat(reference).as("the reference given to whoever has none").startsWith("ds_");
        } else {
            assertThat(reference).as(invoice).isEqualTo(wanted.customer());
        }
        assertThat(order.get("customer"))
                .as(invoice)
                .isEqualTo(json("{\"reference\":\"%s\",\"country\":\"%s\"}".formatted(reference, wanted.country())));
        assertThat(order.get("total"))
                .as(invoice)
                .isEqualTo(json("{\"amount\":\"%s\",\"currency\":\"GBP\"}".formatted(wanted.total())));
        List<SampleFile.Line> lines = new ArrayList<>();
        order.get("lines")
                .forEach(line -> lines.add(new SampleFile.Line(
                        line.get("sku").asString(),
                        line.get("quantity").asInt(),
                        line.at("/unitPrice/amount").asString())));
        assertThat(lines).as(invoice).isEqualTo(wanted.lines());
    }

    private static BigDecimal sum(List<JsonNode> orders) {
        return orders.stream()
                .map(order -> new BigDecimal(order.at("/total/amount").asString()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** The facets of the search over all orders. */
    void searchHolds() {
        JsonNode found = api.get("/v1/search/orders?facets=country,channel,day&limit=1")
                .expect(200)
                .json();
        assertThat(found.get("total").asInt()).isEqualTo(ORDERS);
        JsonNode facets = found.get("facets");
        assertThat(revenues(facets.get("day")))
                .isEqualTo(wanted(expected.get("revenueByDay")))
                .isEqualTo(revenuesOfFile(order -> order.placedAt().substring(0, "2010-12-01".length())));
        assertThat(counts(facets.get("day")))
                .isEqualTo(countsOfFile(order -> order.placedAt().substring(0, "2010-12-01".length())));
        assertThat(revenues(facets.get("country")))
                .isEqualTo(revenuesOfFile(SampleFile.Order::country))
                .containsAllEntriesOf(wanted(expected.get("topCountries")));
        assertThat(counts(facets.get("country"))).isEqualTo(countsOfFile(SampleFile.Order::country));
        assertThat(revenues(facets.get("channel"))).isEqualTo(Map.of("online-retail", REVENUE));
        assertThat(counts(facets.get("channel"))).isEqualTo(Map.of("online-retail", (long) ORDERS));
    }

    private static Map<String, BigDecimal> wanted(JsonNode amounts) {
        return amounts.propertyStream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> new BigDecimal(entry.getValue().asString())));
    }

    private static Map<String, BigDecimal> revenues(JsonNode buckets) {
        Map<String, BigDecimal> revenues = new HashMap<>();
        buckets.forEach(bucket -> {
            assertThat(bucket.at("/revenue/currency").asString()).isEqualTo("GBP");
            revenues.put(
                    bucket.get("key").asString(),
                    new BigDecimal(bucket.at("/revenue/amount").asString()));
        });
        return revenues;
    }

    private static Map<String, Long> counts(JsonNode buckets) {
        Map<String, Long> counts = new HashMap<>();
        buckets.forEach(bucket ->
                counts.put(bucket.get("key").asString(), bucket.get("count").asLong()));
        return counts;
    }

    private Map<String, BigDecimal> revenuesOfFile(Function<SampleFile.Order, String> key) {
        return file.orders().values().stream().collect(Collectors.toMap(key, SampleFile.Order::total, BigDecimal::add));
    }

    private Map<String, Long> countsOfFile(Function<SampleFile.Order, String> key) {
        return file.orders().values().stream().collect(Collectors.groupingBy(key, Collectors.counting()));
    }

    /** What the events of one SKU add up to, in units. */
    private static final class Stock {
        private long received;
        private long writtenOff;
        private long reserved;

        private long available() {
            return received - writtenOff - reserved;
        }
    }

    /**
     * Every event there is.
     *
     * @return the stock that the events make, by SKU
     */
    private Map<String, Stock> historyHolds() {
        Map<String, Integer> types = new TreeMap<>();
        Map<String, Stock> stock = new HashMap<>();
        Map<String, SampleFile.Order> left = new HashMap<>(file.orders());
        BigDecimal revenue = BigDecimal.ZERO;
        Set<Long> positions = new HashSet<>();
        for (JsonNode event : api.all("/v1/audit/events")) {
            assertThat(positions.add(event.get("position").asLong())).isTrue();
            String type = event.get("type").asString();
            JsonNode payload = event.get("payload");
            types.merge(type, 1, Integer::sum);
            if (type.equals("OrderPlaced")) {
                String invoice = payload.get("externalId").asString();
                SampleFile.Order wanted = taken(left, invoice);
                assertIsThe(payload, wanted, invoice);
                revenue = revenue.add(new BigDecimal(payload.at("/total/amount").asString()));
            } else if (type.startsWith("Stock")) {
                happen(stock.computeIfAbsent(payload.get("sku").asString(), sku -> new Stock()), type, payload);
            }
        }
        assertThat(left).isEmpty();
        assertThat(revenue).isEqualTo(REVENUE);
        types.keySet().removeAll(Set.of("OrganizationCreated", "SlugClaimed", "ApiKeyIssued", "ImportAdvanced"));
        assertThat(types).isEqualTo(typesOfFile());
        return stock;
    }

    private Map<String, Integer> typesOfFile() {
        long writeOffs = file.adjustments().stream()
                .filter(adjustment -> adjustment.delta() < 0)
                .count();
        long reservations = file.orders().values().stream()
                .mapToLong(order -> order.lines().stream()
                        .map(SampleFile.Line::sku)
                        .distinct()
                        .count())
                .sum();
        return Map.of(
                "ImportStarted",
                1,
                "ImportCompleted",
                1,
                "ProductRegistered",
                file.available().size(),
                "OrderPlaced",
                ORDERS,
                "AdjustmentsBooked",
                (int) file.adjustments().stream()
                        .map(SampleFile.Adjustment::invoice)
                        .distinct()
                        .count(),
                "StockAdjusted",
                ADJUSTMENTS,
                "StockReceived",
                (int) (ORDER_LINES + writeOffs),
                "StockReserved",
                (int) reservations);
    }

    private static void happen(Stock stock, String type, JsonNode payload) {
        switch (type) {
            case "StockReceived" -> stock.received += payload.get("quantity").asLong();
            case "StockReserved" -> stock.reserved += payload.get("units").asLong();
            case "StockReleased" -> stock.reserved -= payload.get("units").asLong();
            case "StockAdjusted" -> {
                long delta = payload.get("delta").asLong();
                stock.received += Math.max(delta, 0);
                stock.writtenOff += Math.max(-delta, 0);
            }
            default -> throw new AssertionError("an event of stock that this test does not know: " + type);
        }
        assertThat(stock.reserved).isNotNegative();
        assertThat(stock.available()).isNotNegative();
    }

    /** Received = available + reserved + written off, for each SKU, in the history as in the read model. */
    private void stockHolds(Map<String, Stock> history) {
        Map<String, Long> ordered = file.ordered();
        Map<String, Long> available = file.available();
        assertThat(history.keySet()).isEqualTo(available.keySet());
        assertThat(api.all("/v1/products"))
                .extracting(product -> product.get("sku").asString())
                .containsExactlyElementsOf(available.keySet());
        available.keySet().parallelStream().forEach(sku -> {
            JsonNode stock =
                    api.get("/v1/inventory/" + Api.encoded(sku)).expect(200).json();
            long reserved = ordered.getOrDefault(sku, 0L);
            long free = available.getOrDefault(sku, 0L);
            String figures =
                    "\"onHand\":%d,\"reserved\":%d,\"available\":%d".formatted(reserved + free, reserved, free);
            assertThat(stock)
                    .isEqualTo(json("{\"sku\":\"%s\",%s,\"locations\":[{\"location\":\"main\",%s}]}"
                            .formatted(sku, figures, figures)));
            Stock made = history.getOrDefault(sku, new Stock());
            assertThat(made.reserved).as(sku).isEqualTo(reserved);
            assertThat(made.available()).as(sku).isEqualTo(free);
            assertThat(made.received).as(sku).isEqualTo(free + reserved + made.writtenOff);
        });
    }

    /** The import as the API shows it when it has ended, apart from its id and speed. */
    static JsonNode completedImport() {
        return json("""
            {"status":"completed","rowsDone":19632,"rows":19632,"secondsLeft":0,"orders":727,"orderLineRows":19241,
             "adjustmentRows":135,"returnRows":0,"unmatchedRows":256,"rejectedRows":0,"rejected":[]}\
            """);
    }
}
