package io.comptoir.benchmarks;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.databind.JsonNode;

/** Everybody wants the same thing at the same moment, and there is not enough of it. */
final class W2FlashSale implements Workload {

    private static final int CALLERS = 64;
    private static final String ACCEPTED = "accepted";
    private static final String REFUSED = "refused";

    @Override
    public String name() {
        return "W2";
    }

    @Override
    public String title() {
        return "flash sale of one SKU over HTTP, 64 callers";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        Server server = bench.freshServer();
        Shop shop = Shop.open(server, 1, 0).getFirst();
        int units = bench.size(200, 10_000);
        int attempts = 5 * units;
        findings.remark("%,d units, %,d attempts in a closed loop, as a rush is one.".formatted(units, attempts));
        // A sale of something else first, so that the compiler has seen it all.
        sell(server, shop, "HOT-0", units, attempts, Bench.SEED);
        for (int run = 1; run <= bench.runs(); run++) {
            server.awaitCaughtUp();
            Load.Times times = sell(server, shop, "HOT-" + run, units, attempts, Bench.SEED + run);
            findings.measure("decisions/s", "1/s")
                    .atLeast(3_000)
                    .otherwise(
                            "an attempt costs the way through HTTP twice, at the server and at the generator, and a decision hardly"
                                    + " anything; the first run is that of a cold server",
                            "the same as for W1")
                    .add(times.perSecond());
            findings.measure("accepted", "orders").add((double) times.count(ACCEPTED));
            findings.measure("p99 of refusals", "ms")
                    .atMost(100)
                    .otherwise("the cores are used up", "the same as for the rate")
                    .add(times.millis(REFUSED, 99));
            findings.measure("p99 of acceptances", "ms").add(times.millis(ACCEPTED, 99));
            findings.latencies("refusals of a flash sale", times.of(REFUSED));
        }
    }

    private static Load.Times sell(Server server, Shop shop, String sku, int units, int attempts, long seed)
            throws Exception {
        String who = shop.credentials();
        try (Connection connection = server.connect()) {
            connection.post("/v1/products", who, """
                            {"sku":"%s","name":"Hot","price":{"amount":"1","currency":"GBP"}}""".formatted(sku)).expect(201);
            connection
                    .post("/v1/inventory/" + sku + "/receipts", who, "{\"quantity\":" + units + "}")
                    .expect(200);
        }
        String order = """
                {"channel":"bench","currency":"GBP","customer":{"country":"France"},"lines":[\
                {"sku":"%s","quantity":1,"unitPrice":{"amount":"1","currency":"GBP"}}]}""".formatted(sku);
        AtomicLong position = new AtomicLong();
        Load.Times times = Load.closed(server, CALLERS, limitOf(attempts), attempts, seed, (connection, random) -> {
            Connection.Answer answer = connection.post("/v1/orders", who, order);
            if (answer.status() == 201) {
                position.accumulateAndGet(answer.position(), Math::max);
                return ACCEPTED;
            }
            answer.expect(409);
            WrongAnswer.unless(
                    answer.body().contains("\"requested\":1,\"available\":0"),
                    "a refusal for another reason: " + answer.body());
            return REFUSED;
        });
        WrongAnswer.unless(
                times.count() == attempts && times.count(ACCEPTED) == units,
                "%d of %d attempts for %d units were accepted".formatted(times.count(ACCEPTED), times.count(), units));
        try (Connection connection = server.connect()) {
            JsonNode stock = Server.json(connection
                    .get("/v1/inventory/" + sku, who + "Comptoir-After: " + position + "\r\n")
                    .expect(200));
            WrongAnswer.unless(
                    stock.get("reserved").asInt() == units
                            && stock.get("available").asInt() == 0,
                    "after %d accepted orders the stock is %s".formatted(units, stock));
        }
        return times;
    }

    /** Even at a tenth of what is aimed at it ends before. */
    private static Duration limitOf(int attempts) {
        return Duration.ofSeconds(10 + attempts / 100);
    }
}
