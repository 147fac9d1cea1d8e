package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The orders of one organization as those remember them who sent them: what was acknowledged, what was refused, and what they
 * were told nothing certain about. Whatever happened meanwhile, the server must have the first once, the second never, and of the
 * third all or nothing.
 */
final class OrderBook {

    /** Orders of other channels are none of its business, but for the stock they hold. */
    private static final String CHANNEL = "web";

    private static final int SKUS = 20;
    private static final int IN_STOCK = 1_000_000;
    private static final int MAX_LINES = 3;
    private static final int MAX_QUANTITY = 3;

    /** One of so many orders comes from somebody with a name, whom the vault knows. */
    private static final int NAMED = 2;

    /** A server that has just come back may have a lot to take in. */
    private static final Duration QUIET_LIMIT = Duration.ofMinutes(2);

    /** What is known about a request. */
    private enum Fate {
        /** It is being sent, or the answer was lost: it was carried out or not. */
        UNKNOWN,
        ACKNOWLEDGED,
        REFUSED
    }

    private static final class Entry {

        private final String externalId;
        private final String body;
        private final SortedMap<String, Integer> units;
        private volatile Fate placed = Fate.UNKNOWN;
        private volatile @Nullable String id;
        private volatile @Nullable Fate cancelled;

        Entry(String externalId, String body, SortedMap<String, Integer> units) {
            this.externalId = externalId;
            this.body = body;
            this.units = units;
        }
    }

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final List<String> surprises = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();

    /** Makes the products that are ordered, and enough stock of each. */
    void open(Api api) {
        for (int number = 0; number < SKUS; number++) {
            api.post(
                            "/v1/products",
                            "{\"sku\":\"%s\",\"name\":\"Product %d\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}"
                                    .formatted(sku(number), number))
                    .expect(201);
            api.post("/v1/inventory/" + sku(number) + "/receipts", "{\"quantity\":" + IN_STOCK + "}")
                    .expect(200);
        }
    }

    private static String sku(int number) {
        return "P-" + number;
    }

    /** How many orders were acknowledged so far. */
    int acknowledged() {
        return acknowledged.get();
    }

    /** Orders something; answers whether anything certain was said to it. */
    boolean place(Api api, Random random) {
        Entry entry = made(random);
        entries.put(entry.externalId, entry);
        send(api, entry);
        return entry.placed != Fate.UNKNOWN;
    }

    /** Cancels one of the orders that were acknowledged, if there is one; answers as {@link #place}. */
    boolean cancel(Api api, Random random) {
        @Nullable Entry entry = entries.get(externalId(1 + random.nextInt(Math.max(1, numbers.get()))));
        if (entry == null || entry.placed != Fate.ACKNOWLEDGED || entry.cancelled != null) {
            return true;
        }
        entry.cancelled = Fate.UNKNOWN;
        try {
            Answer answer = api.post("/v1/orders/" + entry.id + "/cancel", "{\"reason\":\"Test\"}");
            boolean isRepeated = answer.status() == 409
                    && answer.json().get("type").asString().endsWith(":order-already-cancelled");
            entry.cancelled = answer.status() == 200 || isRepeated ? Fate.ACKNOWLEDGED : fateOf(answer);
        } catch (UncheckedIOException lost) {
            // Nobody knows, and so it stays.
        }
        return entry.cancelled != Fate.UNKNOWN;
    }

    private Entry made(Random random) {
        String externalId = externalId(numbers.incrementAndGet());
        SortedMap<String, Integer> units = new TreeMap<>();
        int lines = 1 + random.nextInt(MAX_LINES);
        while (units.size() < lines) {
            units.put(sku(random.nextInt(SKUS)), 1 + random.nextInt(MAX_QUANTITY));
        }
        String customer = random.nextInt(NAMED) == 0
                ? "\"customer\":{\"reference\":\"c-%1$s\",\"name\":\"Name of %1$s\",\"country\":\"Norway\"},"
                        .formatted(externalId)
                : "";
        String body = units.entrySet().stream()
                .map(line -> "{\"sku\":\"%s\",\"quantity\":%d,\"unitPrice\":{\"amount\":\"1\",\"currency\":\"GBP\"}}"
                        .formatted(line.getKey(), line.getValue()))
                .collect(Collectors.joining(
                        ",",
                        "{\"channel\":\"" + CHANNEL + "\",\"externalId\":\"" + externalId + "\",\"currency\":\"GBP\","
                                + customer + "\"lines\":[",
                        "]}"));
        return new Entry(externalId, body, units);
    }

    private static String externalId(int number) {
        return "E-" + number;
    }

    private void send(Api api, Entry entry) {
        try {
            Answer answer = api.post("/v1/orders", entry.body);
            if (answer.status() == 201 || answer.status() == 200) {
                entry.id = answer.json().get("id").asString();
                entry.placed = Fate.ACKNOWLEDGED;
                acknowledged.incrementAndGet();
            } else {
                entry.placed = fateOf(answer);
            }
        } catch (UncheckedIOException lost) {
            entry.placed = Fate.UNKNOWN;
        }
    }

    /** Only what the API says to be certain is; a store that is away may have stored it. */
    private Fate fateOf(Answer answer) {
        String type = answer.status() == 409 || answer.status() == 503
                ? answer.json().get("type").asString()
                : "";
        if (type.endsWith(":overloaded") || type.endsWith(":concurrent-change")) {
            return Fate.REFUSED;
        }
        if (!type.endsWith(":store-unavailable")) {
            surprises.add(answer.toString());
        }
        return Fate.UNKNOWN;
    }

    /** Sends again what nobody knows the fate of, as the API tells its callers to do; now it is known. */
    void settle(Api api) {
        entries.values().stream().filter(entry -> entry.placed == Fate.UNKNOWN).forEach(entry -> {
            send(api, entry);
            assertThat(entry.placed).as(entry.externalId + ", sent again").isEqualTo(Fate.ACKNOWLEDGED);
        });
    }

    /** Waits until every store is back, sends again what nobody heard of, and then must {@link #holds hold}. */
    void holdsAfterTrouble(Api api, Duration backWithin) {
        await("all stores")
                .atMost(backWithin)
                .untilAsserted(() -> api.withoutKey().get("/v1/health/reads").expect(200));
        settle(api);
        holds(api);
    }

    /** Compares it with what the server has, in whichever way it can be asked, when all is quiet. */
    void holds(Api api) {
        List<String> surprising = List.copyOf(surprises);
        surprises.clear();
        assertThat(surprising).as("answers that nobody can do anything with").isEmpty();
        long position = quiet(api);
        Api after = api.after(position);
        List<JsonNode> all = after.all("/v1/orders");
        Map<String, List<JsonNode>> found = all.stream()
                .filter(order -> order.get("channel").asString().equals(CHANNEL))
                .collect(Collectors.groupingBy(order -> order.get("externalId").asString()));
        SortedMap<String, Integer> reserved = new TreeMap<>();
        all.stream()
                .filter(order -> !order.get("channel").asString().equals(CHANNEL))
                .filter(order -> order.get("status").asString().equals("placed"))
                .forEach(order -> unitsOf(order).forEach((sku, units) -> reserved.merge(sku, units, Integer::sum)));
        entries.values().forEach(entry -> {
            List<JsonNode> orders = found.getOrDefault(entry.externalId, List.of());
            if (isAsRemembered(entry, orders)) {
                entry.units.forEach((sku, units) -> reserved.merge(sku, units, Integer::sum));
            }
        });
        assertThat(entries.keySet()).as("orders that somebody sent").containsAll(found.keySet());
        assertThat(after.all("/v1/search/orders"))
                .as("orders that can be found")
                .containsExactlyInAnyOrderElementsOf(all);
        assertThat(after.all("/v1/search/products"))
                .as("products that can be found")
                .containsExactlyElementsOf(after.all("/v1/products"));
        for (int number = 0; number < SKUS; number++) {
            assertThat(after.get("/v1/inventory/" + sku(number))
                            .expect(200)
                            .json()
                            .get("reserved")
                            .asInt())
                    .as("what orders hold of " + sku(number))
                    .isEqualTo(reserved.getOrDefault(sku(number), 0));
        }
        assertInvariants(after);
    }

    /** Whether there is an order that holds its stock. */
    private static boolean isAsRemembered(Entry entry, List<JsonNode> orders) {
        String what = entry.externalId + ", " + entry.placed + ", its cancellation " + entry.cancelled;
        switch (entry.placed) {
            case ACKNOWLEDGED -> assertThat(orders).as(what).hasSize(1);
            case REFUSED -> assertThat(orders).as(what).isEmpty();
            case UNKNOWN -> assertThat(orders).as(what).hasSizeLessThanOrEqualTo(1);
        }
        if (orders.isEmpty()) {
            return false;
        }
        JsonNode order = orders.getFirst();
        assertThat(unitsOf(order)).as(what).isEqualTo(entry.units);
        if (entry.id != null) {
            assertThat(order.get("id").asString()).as(what).isEqualTo(entry.id);
        }
        String status = order.get("status").asString();
        if (entry.cancelled == null || entry.cancelled == Fate.REFUSED) {
            assertThat(status).as(what).isEqualTo("placed");
        } else if (entry.cancelled == Fate.ACKNOWLEDGED) {
            assertThat(status).as(what).isEqualTo("cancelled");
        } else {
            assertThat(status).as(what).isIn("placed", "cancelled");
        }
        return status.equals("placed");
    }

    private static SortedMap<String, Integer> unitsOf(JsonNode order) {
        SortedMap<String, Integer> units = new TreeMap<>();
        order.get("lines")
                .forEach(line -> units.put(
                        line.get("sku").asString(), line.get("quantity").asInt()));
        return units;
    }

    /** Writes something behind everything else and waits until all read models have it; answers its position. */
    static long quiet(Api api) {
        long last = written(api, sku(0));
        await("read models that are quiet").atMost(QUIET_LIMIT).untilAsserted(() -> {
            JsonNode health = api.withoutKey().get("/v1/health").expect(200).json();
            assertThat(health.get("status").asString()).as(health.toString()).isEqualTo("ready");
            assertThat(health.get("readModels"))
                    .isNotEmpty()
                    .allSatisfy(
                            model -> assertThat(model.get("position").asLong()).isGreaterThanOrEqualTo(last));
        });
        return last;
    }

    /** The position of a write of this moment, behind everything that was answered before. */
    static long written(Api api, String sku) {
        return await("a last write")
                .atMost(QUIET_LIMIT)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(
                        () -> api.post("/v1/inventory/" + sku + "/receipts", "{\"quantity\":1}"),
                        answer -> answer.status() == 200)
                .position();
    }

    /** I1 to I8, each of which says what it looked at. */
    static void assertInvariants(Api api) {
        assertThat(api.get("/v1/invariants").expect(200).json().get("data"))
                .hasSize(8)
                .allSatisfy(invariant -> assertThat(invariant.get("holds").asBoolean())
                        .as(invariant.toString())
                        .isTrue());
    }
}
