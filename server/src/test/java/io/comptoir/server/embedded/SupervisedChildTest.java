package io.comptoir.server.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.comptoir.server.embedded.SupervisedChild.RestartPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedChildTest {
    private static final RestartPolicy TWO_QUICK_RESTARTS =
            new RestartPolicy(2, Duration.ofMinutes(1), Duration.ofMillis(1));
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path temporary;

    private DataFolder folder;

    @BeforeEach
    void openFolder() {
        folder = DataFolder.open(temporary.resolve("data"));
    }

    @AfterEach
    void closeFolder() {
        folder.close();
    }

    @Test
    void startsAServerThatWasKilledAgain() throws Exception {
        try (SupervisedChild server = supervise("exec sleep 600")) {
            server.start();
            long first = server.pid();

            kill(first);

            await().atMost(LIMIT).until(() -> server.pid() != first && server.isRunning());
            assertThat(ProcessHandle.of(first)).isEmpty();
        }
    }

    @Test
    void leavesAServerThatKeepsDyingStopped() throws Exception {
        try (SupervisedChild server = supervise("echo started; exec sleep 600")) {
            server.start();
            for (int death = 1; death <= 3; death++) {
                long pid = server.pid();
                kill(pid);
                if (death <= 2) {
                    await().atMost(LIMIT).until(() -> server.pid() != pid && server.isRunning());
                }
            }

            await().during(Duration.ofMillis(300)).atMost(LIMIT).until(() -> !server.isRunning());
            assertThat(Files.readAllLines(log())).filteredOn("started"::equals).hasSizeLessThanOrEqualTo(3);
        }
    }

    @Test
    void doesNotStartAServerAgainThatItStopped() throws Exception {
        SupervisedChild server = supervise("exec sleep 600");
        server.start();
        long pid = server.pid();

        server.close();
        server.close();

        assertThat(ProcessHandle.of(pid)).isEmpty();
        await().during(Duration.ofMillis(200)).atMost(LIMIT).until(() -> !server.isRunning());
    }

    @Test
    void killsAServerThatIgnoresItsStopSignal() throws Exception {
        SupervisedChild server = supervise("trap '' TERM; while true; do sleep 600 & wait; done");
        server.start();
        List<ProcessHandle> family = ProcessHandle.of(server.pid()).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();

        server.close();

        await().atMost(LIMIT).until(() -> family.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void saysWhyAServerDidNotStart() {
        SupervisedChild server = new SupervisedChild(
                launch("echo the disk is full; exit 3"), () -> false, Duration.ofSeconds(20), TWO_QUICK_RESTARTS);

        assertThatExceptionOfType(EmbeddedStoreFailure.class)
                .isThrownBy(server::start)
                .withMessageContaining("status 3")
                .withMessageContaining("the disk is full")
                .withMessageContaining(log().toString());
    }

    @Test
    void givesUpOnAServerThatNeverAnswers() {
        SupervisedChild server =
                new SupervisedChild(launch("exec sleep 600"), () -> false, Duration.ofMillis(100), TWO_QUICK_RESTARTS);

        assertThatExceptionOfType(EmbeddedStoreFailure.class)
                .isThrownBy(server::start)
                .withMessageContaining("did not answer");
        assertThat(server.isRunning()).isFalse();
    }

    @Test
    void neverGivesAChildOurEnvironment() throws Exception {
        try (SupervisedChild server = supervise("env; exec sleep 600")) {
            server.start();

            await().atMost(LIMIT).until(() -> Files.readString(log()).contains("GREETING=hello"));
            assertThat(Files.readAllLines(log()))
                    .extracting(line -> line.replaceFirst("=.*", ""))
                    .containsOnlyOnce("GREETING", "PATH")
                    .isSubsetOf("GREETING", "PATH", "PWD", "OLDPWD", "SHLVL", "_");
        }
    }

    private static void kill(long pid) {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
    }

    private SupervisedChild supervise(String script) {
        return new SupervisedChild(launch(script), () -> true, LIMIT, TWO_QUICK_RESTARTS);
    }

    private Path log() {
        return folder.logs().resolve("test.log");
    }

    private ChildProcess.Launch launch(String script) {
        return new ChildProcess.Launch(
                "test",
                folder.childUser(),
                List.of("sh", "-c", script),
                Map.of("GREETING", "hello"),
                Path.of("/"),
                folder.runtime().resolve("test"),
                List.of(),
                log(),
                folder.ofServer("run").resolve("test.pid"),
                ChildProcess.StandardInput.NOTHING,
                StopSignal.TERM,
                Duration.ofMillis(500));
    }
}
