package io.comptoir.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Orders over HTTP, with keys and all read models following. */
final class W1Orders implements Workload {

    private static final int SHOPS = 8;
    private static final int CALLERS = 64;

    /** The share of what can be had at which times are taken. */
    private static final double LOAD = 0.7;

    @Override
    public String name() {
        return "W1";
    }

    @Override
    public String title() {
        return "orders of 3 lines over HTTP, 8 organizations, all read models following";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        Server server = bench.freshServer();
        List<Shop> shops = Shop.open(server, SHOPS, bench.size(500, 10_000) / SHOPS);
        Load.Request order = (connection, random) -> {
            shops.get(random.nextInt(SHOPS)).placeOrder(connection, random);
            return "order";
        };
        Duration duration = bench.duration(4, 30);
        Load.closed(server, CALLERS, bench.duration(4, 150), Bench.SEED - 1, order);
        for (int run = 1; run <= bench.runs(); run++) {
            server.awaitCaughtUp();
            Load.Times saturated = Load.closed(server, CALLERS, duration, Bench.SEED + 10L * run, order);
            findings.measure("orders/s answered at saturation, 64 callers", "1/s")
                    .add(saturated.perSecond());
            findings.measure("p99 at saturation", "ms").add(saturated.millis(99));
            findings.measure("events that the slowest read model is behind then", "events")
                    .add((double) server.lag());
            double followed = server.awaitCaughtUp();
            findings.measure("until all read models have caught up", "s").add(followed);
            findings.measure("orders/s sustained, until all read models have caught up", "1/s")
                    .atLeast(1_000)
                    .otherwise(
                            "the cores are used up: what the read models and their stores use for an order is more than all the"
                                    + " rest (see CPU of an order)",
                            "states that go from the event into both stores as bytes, and a heap with room for a larger young generation")
                    .add(saturated.sustained(followed));
            measureAtLoad(server, saturated.sustained(followed) * LOAD, duration, run, order, findings);
        }
        for (Shop shop : shops) {
            shop.check();
        }
    }

    private static void measureAtLoad(
            Server server, double rate, Duration duration, int run, Load.Request order, Findings findings)
            throws Exception {
        Costs before = Costs.of(server);
        Load.Times times = Load.open(server, rate, duration, Bench.SEED + 10L * run + 1, order);
        // What follows from the orders belongs to their price.
        double caughtUp = server.awaitCaughtUp();
        Map<String, Double> price = Costs.of(server).millisSince(before, times.count());
        findings.measure("orders/s at 70 % of what can be sustained", "1/s").add(times.perSecond());
        findings.measure("p50 at 70 %", "ms").add(times.millis(50));
        findings.measure("p99 at 70 %", "ms")
                .atMost(100)
                .otherwise(
                        "the cores have hardly anything left over at this rate, and whatever takes one of them for a while, a"
                                + " collection or a merge of an index, holds up the orders that come meanwhile",
                        "the same as for the rate")
                .add(times.millis(99));
        findings.measure("until all read models have caught up after 70 %", "s").add(caughtUp);
        price.forEach((part, millis) ->
                findings.measure("CPU of an order: " + part, "ms").add(millis));
        findings.measure("CPU of an order: all", "ms")
                .add(price.values().stream().mapToDouble(Double::doubleValue).sum());
        findings.shares("CPU-ms of an order", price);
        findings.latencies("orders over HTTP at 70 %", times.all());
    }
}
