package io.comptoir.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.slf4j.LoggerFactory;

/**
 * Measures what the README and the decisions speak of, on this machine:
 *
 * <pre>./mvnw -Pbench verify -Dbench="--smoke"</pre>
 *
 * <p>{@code --smoke} does little of everything and looks whether the answers are right; {@code --full} does as much as is aimed at;
 * {@code --once} with it measures once and not three times;
 * names such as {@code W1,W2} do these alone. It ends with 1 if an answer was wrong, never because something was slow.
 */
public final class Suite {

    private static final int RUNS = 3;
    private static final Path JAR = Path.of("server/target/comptoir.jar");

    // The last five share one long history, and rebuilds take longest. In a smoke run all share the last server of W11.
    private static final List<Workload> WORKLOADS = List.of(
            new W0InProcess(),
            new W11Footprint(),
            new W1Orders(),
            new W2FlashSale(),
            new W9Visibility(),
            new W10Imports(),
            new W4Neighbours(),
            new W12Operations(),
            new W3Mixed(),
            new W7TimeTravel(),
            new W8Search(),
            W6Rebuild.ofAMillion(),
            W6Rebuild.ofFiveMillion());

    private Suite() {}

    public static void main(String[] arguments) throws Exception {
        boolean smoke = false;
        boolean full = false;
        int runs = RUNS;
        List<String> names = new ArrayList<>();
        for (String argument : String.join(" ", arguments).strip().split("[ ,]+", -1)) {
            switch (argument) {
                case "--smoke" -> smoke = true;
                case "--full" -> full = true;
                case "--once" -> runs = 1;
                case "" -> {}
                default -> names.add(argument.toUpperCase(Locale.ROOT));
            }
        }
        List<Workload> chosen = WORKLOADS.stream()
                .filter(workload -> names.isEmpty() || names.contains(workload.name()))
                .toList();
        if (smoke == full || chosen.isEmpty() || (!names.isEmpty() && chosen.size() < names.size())) {
            System.err.println("Say --smoke or --full, and which of "
                    + String.join(",", WORKLOADS.stream().map(Workload::name).toList()) + ", or none for all.");
            System.exit(2);
        }
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR + " is missing; ./mvnw package makes it");
        }
        // It would tell of each connection between the figures.
        ((Logger) LoggerFactory.getLogger("org.mongodb.driver")).setLevel(Level.WARN);
        System.exit(run(chosen, smoke, runs) ? 0 : 1);
    }

    /** @return whether all answers were right */
    private static boolean run(List<Workload> workloads, boolean smoke, int runs) throws Exception {
        Clock clock = Clock.systemUTC();
        Report report = new Report(smoke, clock);
        boolean right = true;
        try (Bench bench = new Bench(JAR, smoke, smoke ? 1 : runs, clock)) {
            for (Workload workload : workloads) {
                System.out.printf("%n%s  %s%n", workload.name(), workload.title());
                String load = Report.loadAverage();
                long begin = System.nanoTime();
                Findings findings = new Findings();
                try {
                    workload.run(bench, findings);
                    report.add(workload, findings, load, bench.fsync(), (System.nanoTime() - begin) / 1e9);
                } catch (Exception e) {
                    // The figures of others stay true; those of this one never were.
                    right = false;
                    System.out.println("  void: " + e);
                    e.printStackTrace(System.out);
                    report.addVoid(workload, String.valueOf(e.getMessage()), load, bench.fsync());
                    bench.close();
                }
                // All of it takes hours; whoever ends it early keeps what was measured.
                report.write();
            }
        }
        System.out.printf("%nWritten to %s%n", report.folder());
        return right;
    }
}
