package io.comptoir.benchmarks;

import java.time.Duration;
import java.util.SplittableRandom;

/** Mostly reads of an organization that has sold a lot, and some orders. */
final class W3Mixed implements Workload {

    private static final int CALLERS = 32;

    private static final double LOAD = 0.7;
    private static final int PAGE = 50;

    @Override
    public String name() {
        return "W3";
    }

    @Override
    public String title() {
        return "90 % reads and 10 % orders over HTTP, one organization with many orders";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        PastOrders past = bench.history();
        Server server = bench.server();
        findings.remark(
                ("%,d stored orders. 50 %% by id, 25 %% first page of %d of a filtered list, newest first, 15 %% search with facets, 10 %% orders."
                                + " MongoDB answers ids and lists, which it finds by a key or along an index and shows a moment after the"
                                + " write; Elasticsearch answers words and counts, which only it has an index for.")
                        .formatted(past.count(), PAGE));
        Load.Request request = (connection, random) -> mixed(connection, past, random);
        Duration duration = bench.duration(3, 30);
        Load.closed(server, CALLERS, bench.duration(3, 60), Bench.SEED - 1, request);
        for (int run = 1; run <= bench.runs(); run++) {
            server.awaitCaughtUp();
            Load.Times saturated = Load.closed(server, CALLERS, duration, Bench.SEED + 10L * run, request);
            findings.measure("requests/s at saturation, 32 callers", "1/s").add(saturated.perSecond());
            saturated
                    .latencies()
                    .forEach((kind, times) -> findings.measure("requests/s at saturation: " + kind, "1/s")
                            .add(times.getTotalCount() / saturated.seconds()));
            double sustained = saturated.sustained(server.awaitCaughtUp());
            Load.Times times = Load.open(server, sustained * LOAD, duration, Bench.SEED + 10L * run + 1, request);
            findings.measure("requests/s at 70 %", "1/s").add(times.perSecond());
            findings.measure("p99 at 70 %", "ms")
                    .atMost(100)
                    .otherwise(
                            "searches with facets take most of the cores, and all others wait for them",
                            "facets that are kept while an index does not change")
                    .add(times.millis(99));
            times.latencies().forEach((kind, ofKind) -> {
                findings.measure("p99 at 70 %: " + kind, "ms").add(ofKind.getValueAtPercentile(99) / 1e3);
                findings.latencies(kind + " at 70 %", ofKind);
            });
        }
        past.shop().check();
    }

    private static String mixed(Connection connection, PastOrders past, SplittableRandom random) throws Exception {
        int dice = random.nextInt(100);
        int order = random.nextInt(past.count());
        if (dice < 50) {
            return byId(connection, past, order);
        }
        if (dice < 75) {
            return list(connection, past, order);
        }
        if (dice < 90) {
            return search(connection, past, order);
        }
        past.shop().placeOrder(connection, random);
        return "order";
    }

    private static String byId(Connection connection, PastOrders past, int order) throws Exception {
        String body = connection
                .get("/v1/orders/" + past.id(order), past.shop().credentials())
                .expect(200)
                .body();
        WrongAnswer.unless(
                body.contains("\"externalId\":\"" + PastOrders.externalId(order) + "\"")
                        && body.contains("\"total\":{\"amount\":\"" + PastOrders.total(order) + "\""),
                "another order than " + PastOrders.externalId(order) + ": " + body);
        return "by id";
    }

    /** The orders before and with one, the newest first. */
    private static String list(Connection connection, PastOrders past, int order) throws Exception {
        String body = connection
                .get(
                        "/v1/orders?status=placed&channel=" + PastOrders.CHANNEL + "&limit=" + PAGE + "&to="
                                + PastOrders.placedAt(order).plusSeconds(60),
                        past.shop().credentials())
                .expect(200)
                .body();
        int expected = Math.min(PAGE, order + 1);
        int at = -1;
        for (int entry = 0; entry < expected; entry++) {
            at = body.indexOf("\"externalId\":\"" + PastOrders.externalId(order - entry) + "\"", at + 1);
            WrongAnswer.unless(
                    at >= 0,
                    "order %s is not where it belongs: %s".formatted(PastOrders.externalId(order - entry), body));
        }
        WrongAnswer.unless(body.indexOf("\"externalId\":", at + 1) < 0, "more than was asked for: " + body);
        return "list";
    }

    static String search(Connection connection, PastOrders past, int order) throws Exception {
        String body = connection
                .get(
                        "/v1/search/orders?q=" + PastOrders.colour(order) + "&country="
                                + PastOrders.country(order).replace(" ", "%20") + "&channel=" + PastOrders.CHANNEL
                                + "&facets=country,day&limit=20",
                        past.shop().credentials())
                .expect(200)
                .body();
        long total = past.countOf(order % PastOrders.COLOURS.size(), order % Shop.COUNTRIES.size());
        WrongAnswer.unless(
                body.contains("\"total\":" + total + ",") && body.contains("\"count\":" + total + ","),
                "a search for %d orders found others: %s".formatted(total, body));
        return "search with facets";
    }
}
