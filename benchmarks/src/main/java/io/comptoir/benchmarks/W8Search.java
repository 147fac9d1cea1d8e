package io.comptoir.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Search with facets over many orders, of one organization and of many. */
final class W8Search implements Workload {

    private static final int CALLERS = 2;
    private static final int IMPORTS_AT_A_TIME = 4;
    private static final int ORDERS_EACH = 50;

    @Override
    public String name() {
        return "W8";
    }

    @Override
    public String title() {
        return "search with facets over stored orders, of one organization and of many";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        PastOrders one = bench.history();
        Server server = bench.server();
        int organizations = bench.size(10, 1_000);
        findings.remark(
                "%,d orders in one organization, and %,d in %,d others. Only orders are searched; products are not in the index."
                        .formatted(one.count(), organizations * ORDERS_EACH, organizations));
        List<PastOrders> many = many(server, organizations, ORDERS_EACH);
        for (int run = 1; run <= bench.runs(); run++) {
            long seed = Bench.SEED + run;
            add(
                    findings,
                    "one organization",
                    Load.closed(
                            server,
                            CALLERS,
                            bench.duration(2, 30),
                            seed,
                            (connection, random) -> W3Mixed.search(connection, one, random.nextInt(one.count()))));
            add(
                    findings,
                    "%,d organizations".formatted(organizations),
                    Load.closed(server, CALLERS, bench.duration(2, 30), seed, (connection, random) -> {
                        PastOrders past = many.get(random.nextInt(many.size()));
                        return W3Mixed.search(connection, past, random.nextInt(past.count()));
                    }));
        }
        try (Connection connection = new Connection(StorePorts.ofElasticsearch(server))) {
            connection.send("POST", "/orders/_flush", "", new byte[0]).expect(200);
            var stats = Server.json(
                            connection.get("/orders/_stats/docs,store", "").expect(200))
                    .at("/_all/primaries");
            findings.measure("index of an order", "bytes")
                    .add(stats.at("/store/size_in_bytes").asDouble()
                            / stats.at("/docs/count").asDouble());
        }
    }

    private static List<PastOrders> many(Server server, int organizations, int ordersEach) throws Exception {
        List<Shop> shops = Shop.open(server, organizations, 0);
        List<PastOrders> imported = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(IMPORTS_AT_A_TIME)) {
            List<Future<PastOrders>> running = shops.stream()
                    .map(shop -> threads.submit(() -> PastOrders.imported(server, shop, ordersEach)))
                    .toList();
            for (Future<PastOrders> each : running) {
                imported.add(each.get());
            }
        }
        return imported;
    }

    private static void add(Findings findings, String where, Load.Times times) {
        findings.measure("searches/s, " + where + ", 2 callers", "1/s").add(times.perSecond());
        findings.measure("p99, " + where, "ms")
                .atMost(100)
                .otherwise(
                        "facets are counted over all that is found",
                        "fewer buckets, or facets only where they are asked for")
                .add(times.millis(99));
        findings.latencies("search, " + where, times.all());
    }
}
