package io.comptoir.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What a workload found: its figures in the order in which they were first spoken of, its remarks, and its curves. */
final class Findings {

    private final Map<String, Measure> measures = new LinkedHashMap<>();
    private final List<String> remarks = new ArrayList<>();
    private final Map<String, Histogram> latencies = new LinkedHashMap<>();
    private final Map<String, Map<String, Double>> shares = new LinkedHashMap<>();

    /** The figure of that name; each run adds its value. */
    Measure measure(String what, String unit) {
        return measures.computeIfAbsent(what, name -> new Measure(name, unit));
    }

    /** Says what a reader must know to understand the figures. */
    void remark(String text) {
        if (!remarks.contains(text)) {
            remarks.add(text);
        }
    }

    /** Latencies in microseconds, drawn as a curve of percentiles; runs of the same name are added up. */
    void latencies(String name, Histogram histogram) {
        latencies.computeIfAbsent(name, key -> new Histogram(3)).add(histogram);
    }

    /** What a whole is made of, drawn as bars; the last run counts. */
    void shares(String name, Map<String, Double> parts) {
        shares.put(name, new LinkedHashMap<>(parts));
    }

    /** Those that have values. */
    List<Measure> measures() {
        return measures.values().stream()
                .filter(measure -> !measure.values().isEmpty())
                .toList();
    }

    List<String> remarks() {
        return List.copyOf(remarks);
    }

    Map<String, Histogram> latencies() {
        return latencies;
    }

    Map<String, Map<String, Double>> shares() {
        return shares;
    }
}
