package io.comptoir.benchmarks;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.databind.JsonNode;

/** The sample that comes with the server, imported by many organizations at once. */
final class W10Imports implements Workload {

    private static final Path SAMPLE =
            Path.of("server/src/main/resources/sample-data/online-retail-2010-12-01-to-08.csv");
    private static final int ROWS = 19_632;
    private static final int ORDERS = 727;
    private static final int LINES = 19_241;
    private static final BigDecimal REVENUE = new BigDecimal("385266.47");
    private static final long LOOK_EVERY_MILLIS = 250;

    @Override
    public String name() {
        return "W10";
    }

    @Override
    public String title() {
        return "the sample of 19,632 rows imported under many organizations at once";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        Server server = bench.freshServer();
        int count = bench.size(1, 20);
        findings.remark("%d organizations.".formatted(count));
        byte[] sample = Files.readAllBytes(SAMPLE);
        for (int run = 1; run <= bench.runs(); run++) {
            List<Shop> shops = Shop.open(server, count, 0);
            AtomicBoolean goesOn = new AtomicBoolean(true);
            CompletableFuture<List<Double>> heap = CompletableFuture.supplyAsync(() -> heap(server, goesOn));
            long begin = System.nanoTime();
            List<String> imports = new ArrayList<>();
            for (Shop shop : shops) {
                imports.add(shop.startImport(sample));
            }
            for (int i = 0; i < count; i++) {
                checkEnd(shops.get(i).awaitImport(imports.get(i)));
            }
            double imported = (System.nanoTime() - begin) / 1e9;
            goesOn.set(false);
            server.awaitCaughtUp();
            findings.measure("rows/s until they are stored", "1/s").add((double) count * ROWS / imported);
            findings.measure("rows/s until they are found", "1/s")
                    .add((double) count * ROWS / ((System.nanoTime() - begin) / 1e9));
            addHeap(findings, heap.join());
            for (Shop shop : shops) {
                checkTotals(server, shop);
            }
        }
    }

    private static void checkEnd(JsonNode ended) {
        WrongAnswer.unless(
                ended.get("rowsDone").asInt() == ROWS
                        && ended.get("orders").asInt() == ORDERS
                        && ended.get("orderLineRows").asInt() == LINES,
                "the import counts otherwise: " + ended);
    }

    private static void checkTotals(Server server, Shop shop) throws Exception {
        try (Connection connection = server.connect()) {
            JsonNode found = Server.json(connection
                    .get("/v1/search/orders?facets=channel&limit=1", shop.credentials())
                    .expect(200));
            BigDecimal revenue =
                    new BigDecimal(found.at("/facets/channel/0/revenue/amount").asString());
            WrongAnswer.unless(
                    found.get("total").asInt() == ORDERS && revenue.compareTo(REVENUE) == 0,
                    "the orders found are others: " + found);
        }
    }

    private static List<Double> heap(Server server, AtomicBoolean goesOn) {
        List<Double> seen = new ArrayList<>();
        try {
            while (goesOn.get()) {
                seen.add(server.heapMegabytes());
                Thread.sleep(LOOK_EVERY_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the heap cannot be watched", e);
        }
        return seen;
    }

    /** What a collection leaves is the lowest that is seen over a while. */
    private static void addHeap(Findings findings, List<Double> seen) {
        int third = Math.max(1, seen.size() / 3);
        double first = seen.subList(0, third).stream().min(Double::compare).orElseThrow();
        double last = seen.subList(seen.size() - third, seen.size()).stream()
                .min(Double::compare)
                .orElseThrow();
        findings.measure("heap after collections, first third", "MB").add(first);
        findings.measure("heap after collections, last third", "MB").add(last);
        findings.measure("heap growth from the first to the last third", "MB")
                .atMost(50)
                .otherwise(
                        "caches of aggregates, keys and search fill up to their limits",
                        "a longer run, or smaller limits")
                .add(last - first);
    }
}
