package io.comptoir.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Says what was found: on the console, as JSON, as a page with charts. A full run replaces what {@code docs/benchmarks} says of
 * its workloads and leaves the others as they are, each with the date and the revision it was measured at. A smoke run writes
 * beside what is built.
 */
final class Report {

    private static final Path PUBLISHED = Path.of("docs/benchmarks");
    private static final Path SMOKE = Path.of("benchmarks/target/smoke");
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Clock clock;
    private final boolean smoke;
    private final Path folder;
    private final ObjectNode workloads;

    Report(boolean smoke, Clock clock) throws IOException {
        this.clock = clock;
        this.smoke = smoke;
        this.folder = smoke ? SMOKE : PUBLISHED;
        Path before = folder.resolve("results.json");
        this.workloads = !smoke && Files.exists(before)
                ? (ObjectNode) JSON.readTree(Files.readString(before)).get("workloads")
                : JSON.createObjectNode();
    }

    /** The load of the machine over one, five and fifteen minutes. */
    static String loadAverage() throws IOException {
        String all = Files.readString(Path.of("/proc/loadavg"));
        return all.substring(0, all.indexOf(' ', all.indexOf(' ', all.indexOf(' ') + 1) + 1));
    }

    static String number(double value) {
        String pattern = Math.abs(value) >= 100 ? "%,.0f" : Math.abs(value) >= 10 ? "%,.1f" : "%,.2f";
        String text = String.format(Locale.ROOT, pattern, value);
        return text.endsWith(".0") || text.endsWith(".00") ? text.substring(0, text.indexOf('.')) : text;
    }

    void addVoid(Workload workload, String why, String load, String fsync) throws IOException, InterruptedException {
        about(workload, load, fsync).put("void", why);
    }

    void add(Workload workload, Findings findings, String load, String fsync, double seconds)
            throws IOException, InterruptedException {
        ObjectNode entry = about(workload, load, fsync);
        entry.put("seconds", Math.round(seconds));
        ArrayNode remarks = entry.putArray("remarks");
        findings.remarks().forEach(remarks::add);
        ArrayNode measures = entry.putArray("measures");
        for (Measure measure : findings.measures()) {
            measures.add(json(measure));
            System.out.printf(
                    "  %-62s %12s %-8s %s%n",
                    measure.what(),
                    number(measure.median()),
                    measure.unit(),
                    !measure.hasGoal() ? "" : (measure.isMissed() ? "missed " : "reached ") + measure.goal());
        }
        ObjectNode charts = entry.putObject("charts");
        if (!findings.latencies().isEmpty()) {
            write(charts, workload, "latency", Chart.latencies(workload.name(), findings.latencies()));
        }
        if (!findings.shares().isEmpty()) {
            write(charts, workload, "shares", Chart.shares(workload.name(), findings.shares()));
        }
    }

    private void write(ObjectNode charts, Workload workload, String kind, String svg) throws IOException {
        String file = workload.name().toLowerCase(Locale.ROOT) + "-" + kind + ".svg";
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(file), svg);
        charts.put(kind, file);
    }

    private static ObjectNode json(Measure measure) {
        ObjectNode entry = JSON.createObjectNode();
        entry.put("what", measure.what()).put("unit", measure.unit()).put("median", measure.median());
        entry.put("smallest", measure.smallest()).put("largest", measure.largest());
        ArrayNode values = entry.putArray("values");
        measure.values().forEach(values::add);
        if (measure.hasGoal()) {
            entry.put("goal", measure.goal()).put("missed", measure.isMissed());
        }
        if (measure.isMissed()) {
            entry.put("reason", measure.reason()).put("lever", measure.lever());
        }
        return entry;
    }

    private ObjectNode about(Workload workload, String load, String fsync) throws IOException, InterruptedException {
        ObjectNode entry = workloads.putObject(workload.name());
        entry.put("title", workload.title());
        entry.put("date", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        entry.put("revision", revision());
        entry.put("machine", machine());
        entry.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        entry.put("jvmFlags", String.join(" ", Server.JVM_FLAGS));
        entry.put("fsync", fsync);
        entry.put("seed", Bench.SEED);
        entry.put("loadAverageBefore", load);
        return entry;
    }

    /** With {@code -dirty} behind it where files differ from that revision. */
    private static String revision() throws IOException, InterruptedException {
        Process git = new ProcessBuilder("git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String revision = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return git.waitFor() == 0 ? revision : "unknown";
    }

    private static String machine() throws IOException {
        String model;
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            model = lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(System.getProperty("os.arch"));
        }
        long memory = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
        return "%d cores, %.0f GiB, %s, %s %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        Math.ceil(memory / 1073741824.0),
                        model,
                        System.getProperty("os.name"),
                        System.getProperty("os.version"));
    }

    void write() throws IOException {
        Files.createDirectories(folder);
        ObjectNode all = JSON.createObjectNode();
        all.put("command", command());
        all.set("workloads", workloads);
        Files.writeString(folder.resolve("results.json"), JSON.writeValueAsString(all) + "\n");
        Files.writeString(folder.resolve("README.md"), page());
    }

    Path folder() {
        return folder;
    }

    private String command() {
        return "./mvnw -Pbench verify -Dbench=" + (smoke ? "--smoke" : "--full");
    }

    private String page() {
        StringBuilder page = new StringBuilder("""
                # What was measured

                `%s` measures all of this again; `-Dbench="--full W1,W2"` measures a part. This page is written by the suite. \
                How it measures stands in [decision 75](../decisions/0075-how-we-measure.md), every value of every run in \
                [results.json](results.json).

                The generator, the server and all stores share the cores. A figure is the median of its runs, with the smallest and \
                the largest beside it. Times of an open loop count from the moment at which a request should have been sent.
                """.formatted(command()));
        workloads.properties().stream()
                .sorted(Comparator.comparingInt(workload -> numberOf(workload.getKey())))
                .forEach(workload -> append(page, workload.getKey(), workload.getValue()));
        return page.toString();
    }

    private static int numberOf(String workload) {
        return Integer.parseInt(workload.substring(1));
    }

    private static void append(StringBuilder page, String name, JsonNode workload) {
        page.append("\n## %s: %s\n\n".formatted(name, workload.get("title").asString()));
        page.append("%s, %s, revision `%s`, %s, `fsync` %s, load before %s.\n"
                .formatted(
                        workload.get("date").asString(),
                        runs(workload),
                        workload.get("revision").asString(),
                        workload.get("machine").asString(),
                        workload.get("fsync").asString(),
                        workload.get("loadAverageBefore").asString()));
        if (workload.has("void")) {
            page.append("\nVoid: ").append(workload.get("void").asString()).append("\n");
            return;
        }
        workload.get("remarks")
                .forEach(remark -> page.append("\n").append(remark.asString()).append("\n"));
        page.append("\n| what | median | spread | goal | |\n|---|---|---|---|---|\n");
        for (JsonNode measure : workload.get("measures")) {
            page.append(row(measure));
        }
        for (JsonNode chart : List.copyOf(workload.get("charts").values())) {
            page.append("\n![](").append(chart.asString()).append(")\n");
        }
    }

    private static String runs(JsonNode workload) {
        int most = 0;
        for (JsonNode measure : workload.path("measures")) {
            most = Math.max(most, measure.get("values").size());
        }
        return most == 1 ? "one run" : most + " runs";
    }

    private static String row(JsonNode measure) {
        String unit = measure.get("unit").asString();
        String verdict = !measure.has("goal")
                ? ""
                : measure.get("missed").asBoolean()
                        ? "**missed**: %s. Next: %s."
                                .formatted(
                                        measure.get("reason").asString(),
                                        measure.get("lever").asString())
                        : "reached";
        return "| %s | %s %s | %s – %s | %s | %s |\n"
                .formatted(
                        measure.get("what").asString(),
                        number(measure.get("median").asDouble()),
                        unit,
                        number(measure.get("smallest").asDouble()),
                        number(measure.get("largest").asDouble()),
                        measure.path("goal").asString(""),
                        verdict);
    }
}
