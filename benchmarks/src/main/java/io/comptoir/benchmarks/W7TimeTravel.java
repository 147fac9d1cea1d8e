package io.comptoir.benchmarks;

import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;

/** Orders and stock as they were, and the trail of what happened, in an organization with a long history. */
final class W7TimeTravel implements Workload {

    private static final int PAGE = 50;

    @Override
    public String name() {
        return "W7";
    }

    @Override
    public String title() {
        return "an order and the stock of a SKU as they were, and the first page of a range of the audit trail";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        PastOrders past = bench.history();
        Server server = bench.server();
        BusySku busy = BusySku.imported(server, Shop.open(server, 1, 0).getFirst(), bench.size(200, 10_000));
        int reads = bench.size(200, 2_000);
        int longReads = bench.size(50, 500);
        String stockAtVersion = "stock of a SKU with %,d events at a version".formatted(busy.events());
        String stockAtMoment = "stock of a SKU with %,d events at a moment".formatted(busy.events());
        findings.remark(
                "%,d events, nearly all of one organization; one caller, %,d reads of each kind, of stock %,d. Stock is made from"
                                .formatted(server.head(), reads, longReads)
                        + " its first event on at each read; three of four ask for one of its last tenth of versions, the others"
                        + " for any.");
        for (int run = 0; run <= bench.runs(); run++) {
            SplittableRandom random = new SplittableRandom(Bench.SEED + run);
            Histogram orders = new Histogram(3);
            Histogram ranges = new Histogram(3);
            Histogram versions = new Histogram(3);
            Histogram moments = new Histogram(3);
            try (Connection connection = server.connect()) {
                for (int i = 0; i < reads; i++) {
                    int order = random.nextInt(past.count());
                    orders.recordValue(timeTravel(connection, past, order));
                    ranges.recordValue(range(connection, past));
                }
                for (int i = 0; i < longReads; i++) {
                    int version = random.nextInt(4) == 0
                            ? 1 + random.nextInt(busy.events())
                            : busy.events() - random.nextInt(busy.events() / 10);
                    Stock then = stock(connection, busy, "version=" + version);
                    WrongAnswer.unless(then.version() == version, "version " + version + " is " + then);
                    versions.recordValue(then.micros());
                    Stock later = stock(connection, busy, "at=" + then.recordedAt());
                    WrongAnswer.unless(
                            later.version() >= version && later.recordedAt().equals(then.recordedAt()),
                            "at " + then.recordedAt() + " it was " + later);
                    moments.recordValue(later.micros());
                }
            }
            if (run == 0) {
                continue; // Until the compiler has seen it all.
            }
            findings.measure("an order at a version, p99", "ms").atMost(100).add(orders.getValueAtPercentile(99) / 1e3);
            findings.measure(stockAtVersion + ", p50", "ms").add(versions.getValueAtPercentile(50) / 1e3);
            findings.measure(stockAtVersion + ", p99", "ms").atMost(100).add(versions.getValueAtPercentile(99) / 1e3);
            findings.measure(stockAtMoment + ", p99", "ms")
                    .atMost(100)
                    .otherwise(
                            "the time of each event is read from text, which a version needs of none",
                            "rows without their envelopes, which only the last of them are asked for")
                    .add(moments.getValueAtPercentile(99) / 1e3);
            findings.measure("first page of an audit range, p99", "ms")
                    .atMost(300)
                    .add(ranges.getValueAtPercentile(99) / 1e3);
            findings.latencies("an order at a version", orders);
            findings.latencies(stockAtVersion, versions);
            findings.latencies(stockAtMoment, moments);
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

    /**
     * The stock as it was.
     *
     * @param version    of the last event that made it
     * @param recordedAt when that was stored
     * @param micros     how long it took to be told
     */
    private record Stock(int version, String recordedAt, long micros) {}

    /** What was answered, which must be a state that its own last event made, with a page of events before that. */
    private static Stock stock(Connection connection, BusySku busy, String when) throws Exception {
        long begin = System.nanoTime();
        Connection.Answer answer = connection.get(
                "/v1/audit/inventory/" + BusySku.SKU + "?" + when, busy.shop().credentials());
        long micros = (System.nanoTime() - begin) / 1_000;
        String body = answer.expect(200).body();
        int version = Integer.parseInt(last(body, "\"version\":", ","));
        WrongAnswer.unless(
                body.contains("\"onHand\":" + BusySku.unitsAt(version) + ",")
                        && count(body, "\"version\":") == Math.min(PAGE, version),
                "version %d is not %d units: %s".formatted(version, BusySku.unitsAt(version), body));
        return new Stock(version, last(body, "\"recordedAt\":\"", "\""), micros);
    }

    /** What stands between the last such begin and the end after it. */
    private static String last(String body, String begin, String end) {
        int from = body.lastIndexOf(begin) + begin.length();
        return body.substring(from, body.indexOf(end, from));
    }

    private static int count(String body, String what) {
        int found = 0;
        for (int at = body.indexOf(what); at >= 0; at = body.indexOf(what, at + 1)) {
            found++;
        }
        return found;
    }

    private static long range(Connection connection, PastOrders past) throws Exception {
        long begin = System.nanoTime();
        Connection.Answer answer = connection.get(
                "/v1/audit/events?type=OrderPlaced&from=2020-01-01T00:00:00Z&limit=" + PAGE,
                past.shop().credentials());
        long micros = (System.nanoTime() - begin) / 1_000;
        String body = answer.expect(200).body();
        WrongAnswer.unless(
                count(body, "\"position\":") == PAGE && body.contains("\"" + past.id(0) + "\""),
                "the first %d placed orders are not these: %s".formatted(PAGE, body));
        return micros;
    }
}
