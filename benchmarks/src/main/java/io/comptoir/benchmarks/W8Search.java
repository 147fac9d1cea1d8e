package io.comptoir.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import tools.jackson.databind.JsonNode;

/** Search with facets over many orders, of one organization and of many, and over many products of one. */
final class W8Search implements Workload {

    private static final int CALLERS = 2;
    private static final int IMPORTS_AT_A_TIME = 4;
    private static final int ORDERS_EACH = 50;
    private static final int QUESTIONS = 500;

    @Override
    public String name() {
        return "W8";
    }

    @Override
    public String title() {
        return "search with facets over stored orders, of one organization and of many, and over products of one";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        PastOrders one = bench.history();
        Server server = bench.server();
        int organizations = bench.size(10, 1_000);
        int products = bench.size(1_000, 1_000_000);
        findings.remark(
                "%,d orders in one organization, and %,d in %,d others; then %,d products of one, found by beginnings of words and by price."
                        .formatted(one.count(), organizations * ORDERS_EACH, organizations, products));
        List<PastOrders> many = many(server, organizations, ORDERS_EACH);
        for (int run = 1; run <= bench.runs(); run++) {
            long seed = Bench.SEED + run;
            add(
                    findings,
                    "%,d orders of one organization".formatted(one.count()),
                    Load.closed(
                            server,
                            CALLERS,
                            bench.duration(2, 30),
                            seed,
                            (connection, random) -> W3Mixed.search(connection, one, random.nextInt(one.count()))));
            add(
                    findings,
                    "%,d orders of %,d organizations".formatted(organizations * ORDERS_EACH, organizations),
                    Load.closed(server, CALLERS, bench.duration(2, 30), seed, (connection, random) -> {
                        PastOrders past = many.get(random.nextInt(many.size()));
                        return W3Mixed.search(connection, past, random.nextInt(past.count()));
                    }));
        }
        addBytes(findings, server, "orders", "index of an order");
        if (bench.isSmoke()) {
            ofProducts(bench, server, products, findings);
        } else {
            // A million more events on the shared one would change what is measured next.
            try (Server own = Server.start(bench.jar())) {
                ofProducts(bench, own, products, findings);
            }
        }
    }

    private static void ofProducts(Bench bench, Server server, int count, Findings findings) throws Exception {
        Catalogue catalogue = new Catalogue(Shop.open(server, 1, 0).getFirst(), count);
        Load.Times registered = catalogue.register(server);
        findings.measure("products registered/s, 64 callers", "1/s").add(registered.perSecond());
        findings.measure("products registered/s until they are found", "1/s")
                .add(registered.sustained(server.awaitCaughtUp()));
        List<Catalogue.Question> questions = catalogue.questions(QUESTIONS);
        long[] totals =
                questions.stream().mapToLong(Catalogue.Question::total).sorted().toArray();
        findings.remark("A search for products finds %,d to %,d of them, half of the searches at least %,d."
                .formatted(totals[0], totals[totals.length - 1], totals[totals.length / 2]));
        for (int run = 1; run <= bench.runs(); run++) {
            add(
                    findings,
                    "%,d products of one organization".formatted(count),
                    Load.closed(
                            server,
                            CALLERS,
                            bench.duration(2, 30),
                            Bench.SEED + run,
                            (connection, random) ->
                                    catalogue.ask(connection, questions.get(random.nextInt(questions.size())))));
        }
        addBytes(findings, server, "products", "index of a product");
    }

    private static void addBytes(Findings findings, Server server, String index, String what) throws Exception {
        try (Connection connection = new Connection(StorePorts.ofElasticsearch(server))) {
            connection.send("POST", "/" + index + "/_flush", "", new byte[0]).expect(200);
            JsonNode stats = Server.json(connection
                            .get("/" + index + "/_stats/docs,store", "")
                            .expect(200))
                    .at("/_all/primaries");
            findings.measure(what, "bytes")
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
