package io.comptoir.server.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a server program as our child: it does not outlive us, and only what we started is ever stopped. */
final class ChildProcess {
    private static final Logger LOG = LoggerFactory.getLogger(ChildProcess.class);
    private static final long LONGEST_LOG_BYTES = 10_000_000;
    private static final Duration KILL_LIMIT = Duration.ofSeconds(5);
    private static final int TAIL_LINES = 15;

    // Linux tells a child of its parent's death when the thread that forked it ends, so all are forked from one thread
    // that lives as long as this process.
    private static final ExecutorService FORKER = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("child-forker").factory());

    private final Launch launch;
    private final Process process;

    private ChildProcess(Launch launch, Process process) {
        this.launch = launch;
        this.process = process;
    }

    /**
     * How to run a server.
     *
     * @param name for people
     * @param environment all of it; nothing of ours is inherited, so that no credential of ours leaks and no stray
     *     variable steers the child
     * @param workingFolder where it runs; no other process of this data folder runs there
     * @param program the folder its program was unpacked to
     * @param mustReach folders it must be able to enter besides its own
     * @param input what it reads first; its standard input then stays open until we die or stop it
     * @param stopLimit how long it may take to stop before it is killed
     */
    record Launch(
            String name,
            ChildUser user,
            List<String> command,
            Map<String, String> environment,
            Path workingFolder,
            Path program,
            List<Path> mustReach,
            Path log,
            Path pidFile,
            StandardInput input,
            StopSignal stopSignal,
            Duration stopLimit) {
        Launch {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
            mustReach = List.copyOf(mustReach);
        }
    }

    /** What a child reads first. */
    @FunctionalInterface
    interface StandardInput {
        StandardInput NOTHING = stream -> {};

        void write(OutputStream stream) throws IOException;
    }

    /** @throws EmbeddedStoreFailure if the program cannot be run at all */
    static ChildProcess start(Launch launch) {
        try {
            keepLogShort(launch.log());
            ProcessBuilder builder = new ProcessBuilder(
                            launch.user().wrap(launch.command(), launch.stopSignal(), launch.mustReach()))
                    .directory(launch.workingFolder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
            builder.environment().clear();
            builder.environment().putAll(launch.environment());
            builder.environment().put("PATH", System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"));
            Process process = fork(builder);
            ChildProcess child = new ChildProcess(launch, process);
            new PidFile(launch.pidFile()).write(process.toHandle());
            child.feed();
            return child;
        } catch (IOException e) {
            throw new EmbeddedStoreFailure("Cannot start " + launch.name() + ": " + e.getMessage(), e);
        }
    }

    private static Process fork(ProcessBuilder builder) throws IOException {
        try {
            return FORKER.submit(builder::start).get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void feed() {
        try {
            OutputStream stream = process.getOutputStream();
            launch.input().write(stream);
            stream.flush();
        } catch (IOException e) {
            // It died before it read: whoever waits for it sees that, with the reason in its log.
            LOG.debug("A child did not read its input: server={}", launch.name(), e);
        }
    }

    private static void keepLogShort(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LONGEST_LOG_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits at most {@code limit}; true if the process has ended. */
    boolean endsWithin(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toMillis(), MILLISECONDS);
    }

    /** The exit status once it has ended. */
    int awaitEnd() throws InterruptedException {
        return process.waitFor();
    }

    /** The last lines of what it printed, for a message to people. */
    String logTail() {
        try (Stream<String> lines = Files.lines(launch.log(), UTF_8)) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - TAIL_LINES), all.size()));
        } catch (IOException | RuntimeException e) {
            return "(no log at " + launch.log() + ")";
        }
    }

    /** Asks it to stop, kills it and what it started when it takes longer than its limit. */
    void stop() {
        List<ProcessHandle> family = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        launch.stopSignal().send(process.toHandle());
        endAll(launch.name(), family, launch.stopLimit());
        new PidFile(launch.pidFile()).delete();
    }

    /** Ends what an earlier run of this server left behind when it was killed, before its folder is used again. */
    static void endOrphans(Launch launch) {
        List<ProcessHandle> orphans = Orphans.of(launch);
        if (!orphans.isEmpty()) {
            List<Long> pids = orphans.stream().map(ProcessHandle::pid).toList();
            LOG.warn("Stopping what an earlier run left behind: server={} pids={}", launch.name(), pids);
            orphans.stream()
                    .filter(orphan -> orphan.parent().filter(orphans::contains).isEmpty())
                    .forEach(launch.stopSignal()::send);
            endAll(launch.name(), orphans, launch.stopLimit());
        }
        new PidFile(launch.pidFile()).delete();
    }

    private static void endAll(String name, List<ProcessHandle> processes, Duration limit) {
        if (!allEndWithin(processes, limit)) {
            LOG.warn("A store did not stop in time and is killed: server={} limitMillis={}", name, limit.toMillis());
            processes.forEach(ProcessHandle::destroyForcibly);
            if (!allEndWithin(processes, KILL_LIMIT)) {
                LOG.error("A store cannot be killed: server={} pids={}", name, processes);
            }
        }
    }

    private static boolean allEndWithin(List<ProcessHandle> processes, Duration limit) {
        CompletableFuture<?>[] ends =
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return processes.stream().noneMatch(ProcessHandle::isAlive);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return processes.stream().noneMatch(ProcessHandle::isAlive);
        }
    }
}
