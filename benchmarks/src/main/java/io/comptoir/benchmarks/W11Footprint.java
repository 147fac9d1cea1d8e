package io.comptoir.benchmarks;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** How long a start takes and how much room everything needs. */
final class W11Footprint implements Workload {

    private static final int SHOPS = 8;
    private static final int CALLERS = 64;

    @Override
    public String name() {
        return "W11";
    }

    @Override
    public String title() {
        return "start and memory, everything embedded";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        bench.close();
        findings.remark(
                "A cold start unpacks the stores and makes their data; a warm one finds both. Nothing empties the file"
                        + " system's cache in between. Memory is the proportional set size.");
        findings.measure("size of the jar", "MB").add(Files.size(bench.jar()) / 1_048_576.0);
        Server server = Server.start(bench.jar());
        bench.share(server);
        bench.noteFsync(server.data());
        findings.measure("cold start", "s").add(server.startSeconds());
        for (int run = 1; run <= bench.runs(); run++) {
            server.restart();
            findings.measure("warm start", "s")
                    .atMost(15)
                    .otherwise("Elasticsearch is the last to come up", "take part in its start only where it is needed")
                    .add(server.startSeconds());
        }
        Thread.sleep(Duration.ofSeconds(bench.size(2, 30)));
        Costs.memory(server)
                .forEach((process, megabytes) ->
                        findings.measure("memory idle: " + process, "MB").add(megabytes));
        List<Shop> shops = Shop.open(server, SHOPS, bench.size(400, 10_000) / SHOPS);
        Load.Times times = Load.closed(server, CALLERS, bench.duration(4, 60), Bench.SEED, (connection, random) -> {
            shops.get(random.nextInt(SHOPS)).placeOrder(connection, random);
            return "order";
        });
        findings.remark("The load was %,d orders over HTTP.".formatted(times.count()));
        Costs.memory(server)
                .forEach((process, megabytes) ->
                        findings.measure("memory loaded: " + process, "MB").add(megabytes));
        findings.measure("heap in use then", "MB").atMost(512).add(server.heapMegabytes());
        for (Shop shop : shops) {
            shop.check();
        }
    }
}
