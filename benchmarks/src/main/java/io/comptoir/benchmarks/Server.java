package io.comptoir.benchmarks;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged server as a process of its own, with everything embedded, on a temporary data folder. */
final class Server implements AutoCloseable {

    /** As the documents tell people to start it. */
    static final List<String> JVM_FLAGS =
            List.of("-Xmx512m", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Duration CATCH_UP_LIMIT = Duration.ofHours(1);
    private static final Pattern API = Pattern.compile("API +http://localhost:(\\d+)/v1");
    private static final Pattern METRICS = Pattern.compile("Metrics +http://\\S+?:(\\d+)/actuator/prometheus");
    private static final String UP = "Press Ctrl-C to stop.";
    private static final JsonMapper JSON = new JsonMapper();

    /** What still runs, by its folder, when the suite is ended from outside. */
    private static final Map<Path, Process> RUNNING = new ConcurrentHashMap<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(Server::stopAll, "stop-servers"));
    }

    private final Path jar;
    private final Path folder;
    private Process process;
    private double startSeconds;
    private int port;
    private int managementPort;

    private Server(Path jar, Path folder) throws IOException, InterruptedException {
        this.jar = jar;
        this.folder = folder;
        this.process = launch();
    }

    /** Starts one with nothing stored. The first one on a machine unpacks its stores as well. */
    static Server start(Path jar) throws IOException, InterruptedException {
        // Temporary folders are closed by default, but where root starts the server, its stores run as somebody else.
        return new Server(
                jar,
                Files.createTempDirectory(
                        "comptoir-bench",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x"))));
    }

    private Process launch() throws IOException, InterruptedException {
        Path output = folder.resolve("output.log");
        Files.deleteIfExists(output);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        // Nothing of what the caller's environment says about Comptoir.
        builder.environment().keySet().removeIf(name -> name.startsWith("COMPTOIR_") || name.startsWith("SPRING_"));
        builder.environment()
                .putAll(Map.of(
                        "SERVER_PORT", "0", "MANAGEMENT_SERVER_PORT", "0", "COMPTOIR_DATA_DIR", data().toString()));
        long begin = System.nanoTime();
        Process started = builder.start();
        RUNNING.put(folder, started);
        while (!Files.readString(output).contains(UP)) {
            if (!started.isAlive() || System.nanoTime() - begin > START_LIMIT.toNanos()) {
                throw new IllegalStateException("the server did not come up:\n" + Files.readString(output));
            }
            Thread.sleep(20);
        }
        startSeconds = (System.nanoTime() - begin) / 1e9;
        port = told(API, Files.readString(output));
        managementPort = told(METRICS, Files.readString(output));
        return started;
    }

    private static int told(Pattern what, String output) {
        Matcher matcher = what.matcher(output);
        if (!matcher.find()) {
            throw new IllegalStateException("the server does not tell " + what + ":\n" + output);
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Stops it and starts it again on what it stored. */
    void restart() throws IOException, InterruptedException {
        stop(process);
        process = launch();
    }

    /** How long the last start took, from the launch to the line that says that it is up. */
    double startSeconds() {
        return startSeconds;
    }

    Path data() {
        return folder.resolve("data");
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    Connection connect() throws IOException {
        return new Connection(port);
    }

    /** A port of the management side, for the metrics. */
    Connection connectToManagement() throws IOException {
        return new Connection(managementPort);
    }

    /** The ports that tell who it is and how it fares; what else it listens on belongs to its embedded stores. */
    Set<Integer> ownPorts() {
        return Set.of(port, managementPort);
    }

    /** The header lines of the first organization's owner, who operates the platform as well. */
    String operator() throws IOException {
        return credentials(Files.readString(data().resolve("bootstrap-key")).strip());
    }

    static String credentials(String key) {
        return "Authorization: Bearer " + key + "\r\n";
    }

    static JsonNode json(Connection.Answer answer) {
        return JSON.readTree(answer.body());
    }

    /** How many events are stored. */
    long head() throws IOException {
        long head = 0;
        for (JsonNode model : health().get("readModels")) {
            head = Math.max(
                    head, model.get("position").asLong() + model.path("lag").asLong(0));
        }
        return head;
    }

    /** How many events the slowest read model is behind. */
    long lag() throws IOException {
        long lag = 0;
        for (JsonNode model : health().get("readModels")) {
            lag = Math.max(lag, model.path("lag").asLong(Long.MAX_VALUE));
        }
        return lag;
    }

    private JsonNode health() throws IOException {
        try (Connection connection = connect()) {
            return json(connection.get("/v1/health", "").expect(200));
        }
    }

    /** Waits until every read model has everything that is stored; answers how long that took, in seconds. */
    double awaitCaughtUp() throws IOException, InterruptedException {
        long begin = System.nanoTime();
        while (lag() > 0) {
            if (System.nanoTime() - begin > CATCH_UP_LIMIT.toNanos() || !process.isAlive()) {
                throw new IllegalStateException("waited in vain for read models that have caught up");
            }
            Thread.sleep(50);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    /** The heap in use now, in megabytes. */
    double heapMegabytes() throws IOException {
        try (Connection connection = connectToManagement()) {
            String metrics =
                    connection.get("/actuator/prometheus", "").expect(200).body();
            Matcher used = Pattern.compile("(?m)^jvm_memory_used_bytes\\{area=\"heap\".*\\} ([0-9.E]+)$")
                    .matcher(metrics);
            double bytes = 0;
            while (used.find()) {
                bytes += Double.parseDouble(used.group(1));
            }
            return bytes / 1_048_576;
        }
    }

    private static void stop(Process process) throws InterruptedException {
        List<ProcessHandle> family = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
        // It stops its stores itself; what is left is what it could not stop any more.
        family.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }

    private static void stopAll() {
        for (Path folder : RUNNING.keySet()) {
            try {
                end(folder);
            } catch (IOException | InterruptedException e) {
                System.err.println("what is left of a server lies in " + folder);
            }
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        end(folder);
    }

    /** One at a time: a suite that is ended from outside also ends by itself, because its server is gone. */
    private static synchronized void end(Path folder) throws IOException, InterruptedException {
        @Nullable Process process = RUNNING.remove(folder);
        if (process != null) {
            stop(process);
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException failure) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
