package io.comptoir.benchmarks;

import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** Orders as they were, and the trail of what happened, in an organization with a long history. */
final class W7TimeTravel implements Workload {

    private static final int PAGE = 50;

    @Override
    public String name() {
        return "W7";
    }

    @Override
    public String title() {
        return "an order as it was, and the first page of a range of the audit trail";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        PastOrders past = bench.history();
        Server server = bench.server();
        int reads = bench.size(200, 2_000);
        findings.remark(
                "%,d events, nearly all of one organization; one caller, %,d reads of each kind. Time travel is offered for orders,"
                                .formatted(server.head(), reads)
                        + " which have few events each, so a stream of 10,000 events is not measured.");
        for (int run = 0; run <= bench.runs(); run++) {
            SplittableRandom random = new SplittableRandom(Bench.SEED + run);
            Histogram orders = new Histogram(3);
            Histogram ranges = new Histogram(3);
            try (Connection connection = server.connect()) {
                for (int i = 0; i < reads; i++) {
                    int order = random.nextInt(past.count());
                    orders.recordValue(timeTravel(connection, past, order));
                    ranges.recordValue(range(connection, past));
                }
            }
            if (run == 0) {
                continue; // Until the compiler has seen it all.
            }
            findings.measure("an order at a version, p99", "ms").atMost(100).add(orders.getValueAtPercentile(99) / 1e3);
            findings.measure("first page of an audit range, p99", "ms")
                    .atMost(300)
                    .add(ranges.getValueAtPercentile(99) / 1e3);
            findings.latencies("an order at a version", orders);
            findings.latencies("first page of an audit range", ranges);
        }
    }

    private static long timeTravel(Connection connection, PastOrders past, int order) throws Exception {
        long begin = System.nanoTime();
        Connection.Answer answer = connection.get(
                "/v1/audit/orders/" + past.id(order) + "?version=1", past.shop().credentials());
        long micros = (System.nanoTime() - begin) / 1_000;
        WrongAnswer.unless(
                answer.expect(200).body().contains("\"externalId\":\"" + PastOrders.externalId(order) + "\"")
                        && answer.body().contains("\"amount\":\"" + PastOrders.total(order) + "\""),
                "another order than " + PastOrders.externalId(order) + ": " + answer.body());
        return micros;
    }

    private static long range(Connection connection, PastOrders past) throws Exception {
        long begin = System.nanoTime();
        Connection.Answer answer = connection.get(
                "/v1/audit/events?type=OrderPlaced&from=2020-01-01T00:00:00Z&limit=" + PAGE,
                past.shop().credentials());
        long micros = (System.nanoTime() - begin) / 1_000;
        String body = answer.expect(200).body();
        int found = 0;
        for (int at = body.indexOf("\"position\":"); at >= 0; at = body.indexOf("\"position\":", at + 1)) {
            found++;
        }
        WrongAnswer.unless(
                found == PAGE && body.contains("\"" + past.id(0) + "\""),
                "the first %d placed orders are not these: %s".formatted(PAGE, body));
        return micros;
    }
}
