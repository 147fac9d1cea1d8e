package io.comptoir.server.e2e;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * The packaged server as a process of its own with a data folder of its own, to be killed and started again. It says itself
 * which ports it listens on, so no port can be taken in between.
 */
final class ServerProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Pattern API = Pattern.compile("API +(http://localhost:\\d+)/v1");
    private static final Pattern METRICS = Pattern.compile("Metrics +(http://\\S+)/actuator/prometheus");
    private static final Pattern PORT_OF_POSTGRES = Pattern.compile(" -p (\\d+)");
    private static final String UP = "Press Ctrl-C to stop.";

    /** What still runs when the tests are ended from outside. */
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "kill-test-servers"));
    }

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> jvmOptions = new ArrayList<>();

    /** Somebody of a given event store, which may have had its first organization long ago. */
    private final @Nullable Organization organization;

    private @Nullable Process process;
    private int outputBefore;

    private ServerProcess(Path folder, Map<String, String> environment, @Nullable Organization organization) {
        this.folder = folder;
        this.environment.putAll(environment);
        this.organization = organization;
    }

    /**
     * Prepares a server, with an empty data folder but for the programs that the running server has unpacked already. Where an
     * event store is given, it is another node on that one and its key is that of a new organization.
     *
     * @param environment what it is told besides its ports, its folder and a given event store
     */
    static ServerProcess beside(RunningServer server, Map<String, String> environment) throws IOException {
        Path folder = Files.createTempDirectory("comptoir-e2e-process", RunningServer.LET_THE_STORES_PASS);
        Path unpacked = server.dataFolder().resolve("runtime");
        if (Files.exists(unpacked)) {
            copyByLinks(unpacked, folder.resolve("data/runtime"));
        }
        if (!GivenServices.eventStoreIsGiven()) {
            return new ServerProcess(folder, environment, null);
        }
        Map<String, String> told = new HashMap<>(server.eventStore());
        told.putAll(environment);
        return new ServerProcess(folder, told, server.newOrganization());
    }

    /** The same files under further names; copies where the file system has no links. */
    private static void copyByLinks(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Path copy = to.resolve(from.relativize(directory));
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(directory, copy, StandardCopyOption.COPY_ATTRIBUTES);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(file));
                if (attributes.isSymbolicLink()) {
                    Files.createSymbolicLink(copy, Files.readSymbolicLink(file));
                    return FileVisitResult.CONTINUE;
                }
                try {
                    Files.createLink(copy, file);
                } catch (IOException | UnsupportedOperationException e) {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Tells it something more, from its next start on. */
    void tell(Map<String, String> more) {
        environment.putAll(more);
    }

    /** Gives its JVM something more, from its next start on. */
    void tellJvm(String option) {
        jvmOptions.add(option);
    }

    Path dataFolder() {
        return folder.resolve("data");
    }

    /** Starts it and waits until it says that it is up. */
    ServerProcess start() throws IOException {
        launch();
        await("a server that is up")
                .atMost(START_LIMIT)
                .until(() -> !running().isAlive() || outputOfThisRun().contains(UP));
        assertThat(running().isAlive())
                .as(() -> "the server is up: " + output())
                .isTrue();
        return this;
    }

    /** Starts it although it cannot come up; answers its exit status when it has ended. */
    int startInVain() throws IOException, InterruptedException {
        launch();
        assertThat(running().waitFor(START_LIMIT.toMillis(), MILLISECONDS)).isTrue();
        RUNNING.remove(running());
        return running().exitValue();
    }

    /** @param output of both kinds */
    record Outcome(int status, String output) {}

    /** Runs a command of the program with what the server is told, whether it runs or not. */
    Outcome command(String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("command.log");
        Process command = program(arguments)
                .redirectOutput(ProcessBuilder.Redirect.to(output.toFile()))
                .start();
        RUNNING.add(command);
        assertThat(command.waitFor(START_LIMIT.toMillis(), MILLISECONDS)).isTrue();
        RUNNING.remove(command);
        return new Outcome(command.exitValue(), Files.readString(output));
    }

    private void launch() throws IOException {
        outputBefore = output().length();
        process = program()
                .redirectOutput(ProcessBuilder.Redirect.appendTo(outputFile().toFile()))
                .start();
        RUNNING.add(process);
    }

    private ProcessBuilder program(String... arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        words.addAll(jvmOptions);
        words.addAll(List.of("-jar", Objects.requireNonNull(System.getProperty("comptoir.jar"), "comptoir.jar")));
        words.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
        Map<String, String> told = new HashMap<>(environment);
        told.put("PATH", System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
        told.put("SERVER_PORT", "0");
        told.put("MANAGEMENT_SERVER_PORT", "0");
        told.putIfAbsent("COMPTOIR_DATA_DIR", dataFolder().toString());
        builder.environment().clear();
        builder.environment().putAll(told);
        return builder;
    }

    private Process running() {
        return Objects.requireNonNull(process, "the server was not started");
    }

    private Path outputFile() {
        return folder.resolve("output.log");
    }

    /** What it printed, in all its runs. */
    String output() {
        try {
            return Files.exists(outputFile()) ? Files.readString(outputFile()) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String outputOfThisRun() {
        return output().substring(outputBefore);
    }

    URI apiAddress() {
        return told(API);
    }

    URI managementAddress() {
        return told(METRICS);
    }

    private URI told(Pattern what) {
        Matcher matcher = what.matcher(outputOfThisRun());
        assertThat(matcher.find())
                .as(() -> "the server tells its address: " + output())
                .isTrue();
        return URI.create(matcher.group(1));
    }

    /** The API with the key of the first run, or of its organization in a given event store. */
    Api api() {
        return Api.at(apiAddress()).withKey(key());
    }

    String key() {
        if (organization != null) {
            return organization.key().reveal();
        }
        try {
            return Files.readString(dataFolder().resolve("bootstrap-key")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server and everything it started. */
    List<ProcessHandle> family() {
        return Stream.concat(Stream.of(running().toHandle()), running().descendants())
                .toList();
    }

    /** Its child that runs this program. */
    ProcessHandle child(String program) {
        List<ProcessHandle> found = running()
                .descendants()
                .filter(each -> each.info().commandLine().orElse("").contains(program))
                .toList();
        assertThat(found).as("children that run " + program).isNotEmpty();
        return found.getFirst();
    }

    /** Lets a process stand still ({@code STOP}), go on ({@code CONT}), or sends it another signal. */
    static void signal(String name, ProcessHandle process) {
        try {
            assertThat(new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid())
                            .start()
                            .waitFor())
                    .isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The server alone, without what it started. */
    void signal(String name) {
        signal(name, running().toHandle());
    }

    /** Waits until a read is refused because a store is away, and says which. */
    void awaitAway(String path, String store, Duration noticedWithin) {
        Answer answer = await(path + " without " + store)
                .atMost(noticedWithin)
                .until(() -> api().get(path), read -> read.status() == 503);
        assertThat(answer.problem(503, "store-unavailable").get("store").asString())
                .isEqualTo(store);
    }

    /** A connection to its embedded PostgreSQL, as somebody who may do anything there. */
    Connection database() throws SQLException {
        Matcher port = PORT_OF_POSTGRES.matcher(
                child("/bin/postgres").info().commandLine().orElse(""));
        assertThat(port.find()).as("the port of PostgreSQL").isTrue();
        try {
            return DriverManager.getConnection(
                    "jdbc:postgresql://127.0.0.1:" + port.group(1) + "/comptoir",
                    "comptoir",
                    Files.readString(dataFolder().resolve("postgresql/password"))
                            .strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it has ended, whoever ended it; answers the exit status. */
    int awaitEnd(Duration limit) throws InterruptedException {
        assertThat(running().waitFor(limit.toMillis(), MILLISECONDS))
                .as("the server ends within " + limit)
                .isTrue();
        RUNNING.remove(running());
        return running().exitValue();
    }

    /** As the kernel does when memory is short. */
    void kill9() throws InterruptedException {
        running().destroyForcibly().waitFor();
        RUNNING.remove(running());
    }

    /** As a service manager does; answers the exit status. */
    int stop() throws InterruptedException {
        running().destroy();
        return awaitEnd(STOP_LIMIT);
    }

    @Override
    public void close() throws Exception {
        if (process != null && process.isAlive()) {
            List<ProcessHandle> family = family();
            process.destroy();
            if (!process.waitFor(STOP_LIMIT.toMillis(), MILLISECONDS)) {
                family.forEach(ProcessHandle::destroyForcibly);
            }
            RUNNING.remove(process);
        }
        keepOutput();
        FileSystemUtils.deleteRecursively(folder);
    }

    /** What it printed says why, when a test fails. */
    private void keepOutput() throws IOException {
        if (Files.exists(outputFile())) {
            Path kept = Files.createDirectories(Path.of("target", "server-processes"));
            Files.copy(outputFile(), kept.resolve(folder.getFileName() + ".log"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
