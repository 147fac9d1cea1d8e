import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures the figures of the README on this machine, with the packaged server and everything embedded:
 *
 * <pre>./mvnw package -DskipTests && java benchmarks/Figures.java</pre>
 *
 * It takes about three minutes, uses loopback only and leaves nothing behind. The load generator runs on the same cores.
 */
public final class Figures {

    private static final Path JAR = Path.of("server/target/comptoir.jar");
    private static final Path SAMPLE =
            Path.of("server/src/main/resources/sample-data/online-retail-2010-12-01-to-08.csv");
    private static final int CLIENTS = 32;
    private static final int SKUS = 300;
    private static final int READ_MODELS = 8;
    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final Duration LOAD = Duration.ofSeconds(20);
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path data = Files.createTempDirectory("comptoir-figures");
    private final int port = freePort();
    private Process server;
    private String key = "";

    private Figures() throws IOException {}

    public static void main(String[] arguments) throws Exception {
        Figures figures = new Figures();
        try {
            figures.measure();
        } finally {
            figures.stop();
            figures.delete(figures.data);
        }
    }

    private void measure() throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%s cores, %s, Java %s%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("java.version"));
        print("first start", "%.1f s", start());
        stop();
        print("second start", "%.1f s", start());
        key = Files.readString(data.resolve("bootstrap-key")).strip();
        TimeUnit.SECONDS.sleep(10);
        printMemory("idle");
        importSample();
        placeOrders();
        printMemory("after the load");
        rebuild();
    }

    private double start() throws Exception {
        long begin = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "-jar",
                JAR.toString());
        builder.environment()
                .putAll(Map.of(
                        "COMPTOIR_DATA_DIR", data.toString(),
                        "SERVER_PORT", Integer.toString(port),
                        "MANAGEMENT_SERVER_PORT", Integer.toString(freePort()),
                        "LOGGING_LEVEL_IO_COMPTOIR", "warn"));
        Path log = data.resolve("figures.log");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.to(log.toFile()));
        server = builder.start();
        await(() -> contains(log, "Press Ctrl-C"));
        return secondsSince(begin);
    }

    private void stop() throws InterruptedException {
        if (server != null) {
            server.destroy();
            server.waitFor(30, TimeUnit.SECONDS);
        }
    }

    private void importSample() throws Exception {
        long begin = System.nanoTime();
        String id = field(
                send(request("/v1/imports?profile=online-retail")
                                .header("Content-Type", "text/csv")
                                .POST(HttpRequest.BodyPublishers.ofFile(SAMPLE)))
                        .body(),
                "id");
        await(() -> field(get("/v1/imports/" + id), "status").equals("completed"));
        double imported = secondsSince(begin);
        await(() -> totalLag() == 0);
        double visible = secondsSince(begin);
        print("import of the sample, 19,632 rows", "%.1f s", imported);
        print("  until all read models have it", "%.1f s", visible);
    }

    private void placeOrders() throws Exception {
        for (int sku = 0; sku < SKUS; sku++) {
            post("/v1/products", "{\"sku\":\"B%d\",\"name\":\"Bench %d\",\"price\":{\"amount\":\"1.00\",\"currency\":\"GBP\"}}"
                    .formatted(sku, sku));
            post("/v1/inventory/B%d/receipts".formatted(sku), "{\"quantity\":1000000}");
        }
        load(WARM_UP);
        long cpuBefore = serverCpuNanos();
        long begin = System.nanoTime();
        List<Long> latencies = load(LOAD);
        double seconds = secondsSince(begin);
        print("orders/s over HTTP, 3 lines each, " + CLIENTS + " clients", "%.0f", latencies.size() / seconds);
        print("  latency p50", "%.1f ms", latencies.get(latencies.size() / 2) / 1e6);
        print("  latency p99", "%.1f ms", latencies.get(latencies.size() * 99 / 100) / 1e6);
        print("  server CPU per order", "%.2f ms", (serverCpuNanos() - cpuBefore) / 1e6 / latencies.size());
        long caughtUp = System.nanoTime();
        await(() -> totalLag() == 0);
        print("  read models caught up after", "%.1f s", secondsSince(caughtUp));
    }

    private List<Long> load(Duration duration) throws InterruptedException {
        ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
        AtomicLong wrong = new AtomicLong();
        long end = System.nanoTime() + duration.toNanos();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int client = 0; client < CLIENTS; client++) {
                Random random = new Random(client);
                clients.submit(() -> {
                    while (System.nanoTime() < end) {
                        long begin = System.nanoTime();
                        int status = post("/v1/orders", order(random));
                        if (status == 201) {
                            latencies.add(System.nanoTime() - begin);
                        } else {
                            wrong.incrementAndGet();
                        }
                    }
                });
            }
        }
        if (wrong.get() > 0) {
            throw new IllegalStateException(wrong.get() + " orders were not accepted; the figures would be void");
        }
        return latencies.stream().sorted().toList();
    }

    private static String order(Random random) {
        StringBuilder lines = new StringBuilder();
        for (int line = 0; line < 3; line++) {
            lines.append(line == 0 ? "" : ",")
                    .append("{\"sku\":\"B")
                    .append(random.nextInt(SKUS))
                    .append("\",\"quantity\":1,\"unitPrice\":{\"amount\":\"1.00\",\"currency\":\"GBP\"}}");
        }
        return "{\"channel\":\"bench\",\"currency\":\"GBP\",\"customer\":{\"country\":\"France\"},\"lines\":[" + lines + "]}";
    }

    private void rebuild() throws Exception {
        long events = head();
        stop();
        delete(data.resolve("mongodb"));
        delete(data.resolve("elasticsearch"));
        start();
        long begin = System.nanoTime();
        await(() -> totalLag() == 0 && head() >= events);
        double seconds = secondsSince(begin);
        print("rebuild of all eight read models at once, %,d events".formatted(events), "%.1f s", seconds);
        print("  events/s through every read model", "%.0f", events / seconds);
    }

    private void printMemory(String when) throws IOException {
        Map<String, Long> resident = new TreeMap<>();
        resident.merge("server", residentKilobytes(server.pid()), Long::sum);
        for (ProcessHandle child : server.descendants().toList()) {
            String command = child.info().command().orElse("");
            String name = command.contains("postgres") ? "postgresql" : "elasticsearch";
            resident.merge(name, residentKilobytes(child.pid()), Long::sum);
        }
        resident.forEach((name, kilobytes) ->
                print("memory " + when + ", " + name, "%.0f MB", kilobytes / 1_024.0));
    }

    /** Proportional set size: what PostgreSQL's processes share is counted once. */
    private static long residentKilobytes(long pid) throws IOException {
        Path rollup = Path.of("/proc", Long.toString(pid), "smaps_rollup");
        if (!Files.exists(rollup)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(rollup)) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .findFirst()
                    .orElse(0);
        }
    }

    private long serverCpuNanos() {
        return server.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private long totalLag() {
        return numbers("\"lag\":(\\d+)").stream().mapToLong(Long::longValue).sum();
    }

    private long head() {
        List<Long> positions = numbers("\"position\":(\\d+)");
        return positions.isEmpty() ? 0 : positions.stream().max(Comparator.naturalOrder()).orElseThrow();
    }

    private List<Long> numbers(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(get("/v1/health"));
        List<Long> found = new ArrayList<>();
        while (matcher.find()) {
            found.add(Long.parseLong(matcher.group(1)));
        }
        return found.size() == READ_MODELS ? found : List.of(Long.MAX_VALUE / 2);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer " + key);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String get(String path) {
        return send(request(path)).body();
    }

    private int post(String path, String json) {
        return send(request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json)))
                .statusCode();
    }

    private static String field(String json, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        return matcher.find() ? matcher.group(1) : "";
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline || !server.isAlive()) {
                throw new IllegalStateException("waited in vain; see " + data.resolve("figures.log"));
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    private void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void print(String what, String format, double value) {
        System.out.printf(Locale.ROOT, "%-55s %s%n", what, String.format(Locale.ROOT, format, value));
    }
}
