package io.comptoir.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the processes of a server have used, as Linux counts it. The embedded MongoDB server, the garbage collector and the
 * compiler are threads of the server's own process and are told apart by their names. Linux counts in hundredths of a second, so
 * that shares of a run of several seconds are right to a percent or so.
 */
final class Costs {

    /** Linux counts processor time in these on every machine that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    /** The fields of {@code /proc/<pid>/stat}, counted from the one behind the name. */
    private static final int USER = 11;

    private static final int SYSTEM = 12;
    private static final int USER_OF_ENDED_CHILDREN = 13;
    private static final int SYSTEM_OF_ENDED_CHILDREN = 14;

    /** The beginnings of threads' names, which Linux cuts off after 15 characters, and what they work for. */
    private static final Map<String, String> THREADS = Map.ofEntries(
            Map.entry("ForkJoinPool-", "server: requests and commands"),
            Map.entry("projection-", "server: read models"),
            Map.entry("EmbeddedEventSt", "server: read models"),
            Map.entry("elasticsearch-r", "server: read models"),
            Map.entry("timers-", "server: read models"),
            Map.entry("mongo-", "MongoDB server"),
            Map.entry("MVStore", "MongoDB server"),
            Map.entry("GC Thread", "server: garbage collector"),
            Map.entry("G1 ", "server: garbage collector"),
            Map.entry("VM Thread", "server: garbage collector"),
            Map.entry("C1 CompilerThre", "server: compiler"),
            Map.entry("C2 CompilerThre", "server: compiler"));

    private final Map<String, Double> seconds;

    private Costs(Map<String, Double> seconds) {
        this.seconds = seconds;
    }

    /** What was used since each process began. */
    static Costs of(Server server) throws IOException {
        Map<String, Double> seconds = new LinkedHashMap<>();
        ProcessHandle process = server.handle();
        double inTotal = own(process.pid());
        Map<String, Double> threads = ofThreads(process.pid());
        double named =
                threads.values().stream().mapToDouble(Double::doubleValue).sum();
        seconds.putAll(threads);
        seconds.put("server: rest", inTotal - named);
        for (ProcessHandle child : process.descendants().toList()) {
            String program = programOf(child.pid());
            // PostgreSQL's server has the time of its connections that ended; the others have no children that matter.
            double used = own(child.pid()) + (program.equals("PostgreSQL") ? ofEndedChildren(child.pid()) : 0);
            seconds.merge(program, used, Double::sum);
        }
        seconds.put("generator", own(ProcessHandle.current().pid()));
        return new Costs(seconds);
    }

    private static Map<String, Double> ofThreads(long pid) throws IOException {
        Map<String, Double> found = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path task : tasks.toList()) {
                String stat = read(task.resolve("stat"));
                String name = stat.isEmpty() ? "" : stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
                THREADS.forEach((beginning, part) -> {
                    if (name.startsWith(beginning)) {
                        found.merge(part, seconds(stat, USER, SYSTEM), Double::sum);
                    }
                });
            }
        }
        return found;
    }

    private static double own(long pid) {
        return seconds(read(Path.of("/proc", Long.toString(pid), "stat")), USER, SYSTEM);
    }

    private static double ofEndedChildren(long pid) {
        return seconds(
                read(Path.of("/proc", Long.toString(pid), "stat")), USER_OF_ENDED_CHILDREN, SYSTEM_OF_ENDED_CHILDREN);
    }

    private static double seconds(String stat, int first, int second) {
        if (stat.isEmpty()) {
            return 0;
        }
        // A name can have spaces and brackets in it; what follows cannot.
        List<String> fields =
                List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1));
        return (Long.parseLong(fields.get(first)) + Long.parseLong(fields.get(second))) / TICKS_PER_SECOND;
    }

    /** A process that has ended meanwhile has used nothing. */
    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "";
        }
    }

    private static String programOf(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "cmdline")).contains("postgres")
                ? "PostgreSQL"
                : "Elasticsearch";
    }

    /** What was used since an earlier look, by part, in milliseconds for each of so many operations. */
    Map<String, Double> millisSince(Costs before, long operations) {
        Map<String, Double> used = new LinkedHashMap<>();
        seconds.forEach((part, now) ->
                used.put(part, Math.max(0, now - before.seconds.getOrDefault(part, 0.0)) * 1_000 / operations));
        return used;
    }

    /** Megabytes of memory by process; what processes share is divided among them. */
    static Map<String, Double> memory(Server server) {
        Map<String, Double> megabytes = new LinkedHashMap<>();
        megabytes.put("server", memory(server.handle().pid()));
        server.handle()
                .descendants()
                .forEach(child -> megabytes.merge(programOf(child.pid()), memory(child.pid()), Double::sum));
        return megabytes;
    }

    private static double memory(long pid) {
        return read(Path.of("/proc", Long.toString(pid), "smaps_rollup"))
                .lines()
                .filter(line -> line.startsWith("Pss:"))
                .mapToDouble(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1_024.0)
                .sum();
    }
}
