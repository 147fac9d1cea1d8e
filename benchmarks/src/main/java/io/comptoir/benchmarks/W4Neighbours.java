package io.comptoir.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** One organization sends many times what is its part; the others must hardly notice. */
final class W4Neighbours implements Workload {

    private static final int CALLERS = 64;
    private static final int SKUS = 20;
    private static final double ZIPF = 1.1;
    private static final int TIMES_ITS_SHARE = 20;

    /** With the loud one the server has as much to do as it is meant to have. */
    private static final double LOAD_WITH_THE_LOUD_ONE = 0.7;

    private static final String LOUD = "the loud one";
    private static final String OTHERS = "the others";
    private static final int CHECKED = 20;

    @Override
    public String name() {
        return "W4";
    }

    @Override
    public String title() {
        return "many organizations of very different size, one of them 20 times over its share";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        Server server = bench.freshServer();
        List<Shop> shops = Shop.open(server, bench.size(40, 10_000), SKUS);
        double[] upTo = sharesUpTo(shops.size());
        double loudShare = upTo[0];
        findings.remark("%,d organizations, Zipf %.1f; the loud one is the largest, with %.0f %% of the quiet load."
                .formatted(shops.size(), ZIPF, 100 * loudShare));
        Load.Request quietOrder = (connection, random) -> place(connection, shops, upTo, 0, random);
        double loudPart = (TIMES_ITS_SHARE - 1) * loudShare;
        Load.Request loudOrder =
                (connection, random) -> place(connection, shops, upTo, loudPart / (1 + loudPart), random);
        Duration duration = bench.duration(3, 60);
        Load.Times saturated = Load.closed(server, CALLERS, bench.duration(3, 60), Bench.SEED, quietOrder);
        double quietRate = saturated.sustained(server.awaitCaughtUp()) * LOAD_WITH_THE_LOUD_ONE / (1 + loudPart);
        for (int run = 1; run <= bench.runs(); run++) {
            server.awaitCaughtUp();
            Load.Times quiet = Load.open(server, quietRate, duration, Bench.SEED + 10L * run, quietOrder);
            server.awaitCaughtUp();
            Load.Times loud =
                    Load.open(server, quietRate * (1 + loudPart), duration, Bench.SEED + 10L * run + 1, loudOrder);
            findings.measure("orders/s, quiet", "1/s").add(quiet.perSecond());
            findings.measure("orders/s with the loud one", "1/s").add(loud.perSecond());
            findings.measure("p99 of the others, quiet", "ms").add(quiet.millis(OTHERS, 99));
            findings.measure("p99 of the others with the loud one", "ms").add(loud.millis(OTHERS, 99));
            findings.measure("p99 of the others as a multiple of their quiet p99", "")
                    .atMost(1.5)
                    .otherwise(
                            "organizations take turns only where commands wait; before that, requests share the cores as they come",
                            "a limit to what one organization has under way at the edge")
                    .add(loud.millis(OTHERS, 99) / quiet.millis(OTHERS, 99));
            findings.latencies("the others, quiet", quiet.of(OTHERS));
            findings.latencies("the others with the loud one", loud.of(OTHERS));
        }
        for (Shop shop : shops.subList(0, Math.min(CHECKED, shops.size()))) {
            shop.check();
        }
    }

    /** Of all organizations up to each one, the largest first. */
    private static double[] sharesUpTo(int count) {
        double[] upTo = new double[count];
        double sum = 0;
        for (int rank = 0; rank < count; rank++) {
            sum += Math.pow(rank + 1.0, -ZIPF);
            upTo[rank] = sum;
        }
        for (int rank = 0; rank < count; rank++) {
            upTo[rank] /= sum;
        }
        return upTo;
    }

    /** @param more how much of the load the loud one has beside its share */
    private static String place(
            Connection connection, List<Shop> shops, double[] upTo, double more, SplittableRandom random)
            throws Exception {
        int rank = 0;
        if (random.nextDouble() >= more) {
            int found = Arrays.binarySearch(upTo, random.nextDouble());
            rank = Math.min(shops.size() - 1, found < 0 ? -found - 1 : found);
        }
        shops.get(rank).placeOrder(connection, random);
        return rank == 0 ? LOUD : OTHERS;
    }
}
