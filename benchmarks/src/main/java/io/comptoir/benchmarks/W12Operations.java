package io.comptoir.benchmarks;

import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** What single operations cost, by JMH. */
final class W12Operations implements Workload {

    @Override
    public String name() {
        return "W12";
    }

    @Override
    public String title() {
        return "single operations in a Java machine of their own";
    }

    @Override
    public void run(Bench bench, Findings findings) throws Exception {
        bench.close();
        TimeValue time = TimeValue.milliseconds(bench.size(100, 1_000));
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + Operations.class.getSimpleName() + "\\.")
                .forks(bench.runs())
                .warmupIterations(bench.size(1, 5))
                .warmupTime(time)
                .measurementIterations(bench.size(1, 5))
                .measurementTime(time)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        Collection<RunResult> results = new Runner(options.build()).run();
        for (RunResult result : results) {
            String label = words(result.getPrimaryResult().getLabel());
            result.getBenchmarkResults().forEach(fork -> {
                findings.measure(label, "ns").add(fork.getPrimaryResult().getScore());
                Result<?> allocated = fork.getSecondaryResults().get("gc.alloc.rate.norm");
                findings.measure(label + ", allocated", "bytes")
                        .add(Objects.requireNonNull(allocated, "the profiler says nothing")
                                .getScore());
            });
        }
    }

    /** {@code evolveAnOrder} as people write it. */
    private static String words(String method) {
        return method.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
    }
}
