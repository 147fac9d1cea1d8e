package io.comptoir.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.HdrHistogram.Histogram;

/** How long it takes until what was written is found, while others write. */
final class W9Visibility implements Workload {

    private static final int SHOPS = 8;
    private static final int CALLERS = 64;
    private static final double LOAD = 0.5;
    private static final long LOOK_EVERY_MILLIS = 50;

    @Override
    public String name() {
        return "W9";
    }

    @Override
    public String title() {
        return "from the answer of a write to the read that shows it, at 50 % load";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        Server server = bench.freshServer();
        List<Shop> shops = Shop.open(server, SHOPS, bench.size(500, 10_000) / SHOPS);
        Shop observed = Shop.open(server, 1, 100).getFirst();
        Load.Request order = (connection, random) -> {
            shops.get(random.nextInt(SHOPS)).placeOrder(connection, random);
            return "order";
        };
        Load.closed(server, CALLERS, bench.duration(2, 60), Bench.SEED - 1, order);
        server.awaitCaughtUp();
        Load.Times saturated = Load.closed(server, CALLERS, bench.duration(2, 30), Bench.SEED, order);
        double sustained = saturated.sustained(server.awaitCaughtUp());
        for (int run = 1; run <= bench.runs(); run++) {
            server.awaitCaughtUp();
            long seed = Bench.SEED + run;
            Duration duration = bench.duration(4, 30);
            CompletableFuture<Load.Times> load = CompletableFuture.supplyAsync(() -> {
                try {
                    return Load.open(server, sustained * LOAD, duration, seed, order);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            Histogram found = new Histogram(3);
            Histogram searched = new Histogram(3);
            SplittableRandom random = new SplittableRandom(seed);
            try (Connection connection = server.connect()) {
                while (!load.isDone()) {
                    look(connection, observed, random, found, searched);
                    Thread.sleep(LOOK_EVERY_MILLIS);
                }
            }
            findings.measure("orders/s meanwhile", "1/s").add(load.join().perSecond());
            add(findings, "details and lists (MongoDB)", found);
            add(findings, "search (Elasticsearch)", searched);
        }
        for (Shop shop : shops) {
            shop.check();
        }
        observed.check();
    }

    /** Places an order and asks for it twice, each time waiting for its position. */
    private static void look(
            Connection connection, Shop shop, SplittableRandom random, Histogram found, Histogram searched)
            throws Exception {
        Connection.Answer order = shop.placeOrder(connection, random);
        String who = shop.credentials() + "Comptoir-After: " + order.position() + "\r\n";
        long begin = System.nanoTime();
        Connection.Answer details =
                connection.get(order.header("Location"), who).expect(200);
        found.recordValue((System.nanoTime() - begin) / 1_000);
        WrongAnswer.unless(
                details.body().equals(order.body()), "what is read is not what was answered: " + details.body());
        order = shop.placeOrder(connection, random);
        begin = System.nanoTime();
        long total = Server.json(connection
                        .get(
                                "/v1/search/orders?channel=bench&limit=1",
                                shop.credentials() + "Comptoir-After: " + order.position() + "\r\n")
                        .expect(200))
                .get("total")
                .asLong();
        searched.recordValue((System.nanoTime() - begin) / 1_000);
        WrongAnswer.unless(total == shop.orders(), "%d orders, %d are found".formatted(shop.orders(), total));
    }

    private static void add(Findings findings, String where, Histogram times) {
        String reason =
                "a batch waits for the one before it, and to make entries findable takes a busy Elasticsearch a tenth of"
                        + " a second, after which it rests as long";
        String lever = "fewer and smaller segments to make findable, by fewer fields that nobody searches";
        findings.measure("write to visible, " + where + ", p50", "ms")
                .atMost(50)
                .otherwise(reason, lever)
                .add(times.getValueAtPercentile(50) / 1e3);
        findings.measure("write to visible, " + where + ", p99", "ms")
                .atMost(500)
                .otherwise(reason, lever)
                .add(times.getValueAtPercentile(99) / 1e3);
        findings.latencies("write to visible, " + where, times);
    }
}
