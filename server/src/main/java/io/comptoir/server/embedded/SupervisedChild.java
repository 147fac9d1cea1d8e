package io.comptoir.server.embedded;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a server running: starts it, waits until it answers, and starts it again, on the same port and data, when it
 * dies without having been asked to.
 */
final class SupervisedChild implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedChild.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(40);

    private final ChildProcess.Launch launch;
    private final Readiness readiness;
    private final Duration startLimit;
    private final RestartPolicy policy;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Object running = new Object();
    private final Deque<Long> restartNanos = new ArrayDeque<>();
    private @Nullable ChildProcess child;

    SupervisedChild(ChildProcess.Launch launch, Readiness readiness, Duration startLimit) {
        this(launch, readiness, startLimit, RestartPolicy.USUAL);
    }

    SupervisedChild(ChildProcess.Launch launch, Readiness readiness, Duration startLimit, RestartPolicy policy) {
        this.launch = launch;
        this.readiness = readiness;
        this.startLimit = startLimit;
        this.policy = policy;
    }

    /**
     * How often a server that died is started again.
     *
     * @param maxRestarts more than this within the window mean that starting again does not help
     * @param firstBackOff the wait before the first restart within the window; each further one is four times longer
     */
    record RestartPolicy(int maxRestarts, Duration window, Duration firstBackOff) {
        static final RestartPolicy USUAL = new RestartPolicy(5, Duration.ofMinutes(10), Duration.ofMillis(200));
        private static final int BACK_OFF_FACTOR = 4;

        Duration backOff(int restartsBefore) {
            return firstBackOff.multipliedBy((long) Math.pow(BACK_OFF_FACTOR, restartsBefore));
        }
    }

    /** Whether the server does its work; false while it starts. Called over and over. */
    @FunctionalInterface
    interface Readiness {
        boolean answers();
    }

    /**
     * Clears what an earlier run left, starts the server and waits until it answers.
     *
     * @throws EmbeddedStoreFailure if it ends, does not answer in time, or is closed meanwhile
     */
    void start() throws InterruptedException {
        ChildProcess.endOrphans(launch);
        ChildProcess first = startAndAwait();
        Thread.ofPlatform().daemon().name("watch-" + launch.name()).start(() -> watch(first));
    }

    long pid() {
        synchronized (running) {
            if (child == null) {
                throw new IllegalStateException(launch.name() + " was not started");
            }
            return child.pid();
        }
    }

    private ChildProcess startAndAwait() throws InterruptedException {
        ChildProcess started = startUnlessClosed();
        long deadline = System.nanoTime() + startLimit.toNanos();
        while (!readiness.answers()) {
            if (started.endsWithin(POLL_INTERVAL)) {
                throw new EmbeddedStoreFailure(launch.name() + " ended with status " + started.awaitEnd()
                        + " while it started. The end of its log " + launch.log() + ":\n" + started.logTail());
            }
            if (System.nanoTime() - deadline > 0) {
                started.stop();
                throw new EmbeddedStoreFailure(launch.name() + " did not answer within " + startLimit.toSeconds()
                        + " s. The end of its log " + launch.log() + ":\n" + started.logTail());
            }
        }
        return started;
    }

    private ChildProcess startUnlessClosed() {
        synchronized (running) {
            if (isClosed()) {
                throw new EmbeddedStoreFailure(launch.name() + " was stopped while it started");
            }
            ChildProcess started = ChildProcess.start(launch);
            child = started;
            return started;
        }
    }

    /** True while a process runs, whether it answers already or not. */
    boolean isRunning() {
        synchronized (running) {
            return child != null && child.isAlive();
        }
    }

    private boolean isClosed() {
        return closed.getCount() == 0;
    }

    private void watch(ChildProcess first) {
        try {
            ChildProcess watched = first;
            while (true) {
                int status = watched.awaitEnd();
                if (isClosed()) {
                    return;
                }
                LOG.warn(
                        "An embedded store died and is started again: server={} pid={} status={} log={}",
                        launch.name(),
                        watched.pid(),
                        status,
                        launch.log());
                ChildProcess again = restart();
                if (again == null) {
                    return;
                }
                watched = again;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The running server, or null if we are closing or gave up. */
    private @Nullable ChildProcess restart() throws InterruptedException {
        while (mayRestart()) {
            Duration backOff = policy.backOff(restartNanos.size() - 1);
            if (closed.await(backOff.toMillis(), MILLISECONDS)) {
                return null;
            }
            try {
                ChildProcess.endOrphans(launch);
                ChildProcess again = startAndAwait();
                LOG.warn("An embedded store is back: server={} pid={}", launch.name(), again.pid());
                return again;
            } catch (EmbeddedStoreFailure e) {
                if (isClosed()) {
                    return null;
                }
                LOG.warn("An embedded store did not come back: server={}", launch.name(), e);
            }
        }
        LOG.error(
                "An embedded store keeps dying and is left stopped; read its log, mend the cause (often a full disk or too"
                        + " little memory) and start the server again: server={} log={}",
                launch.name(),
                launch.log());
        return null;
    }

    private boolean mayRestart() {
        long now = System.nanoTime();
        restartNanos.removeIf(earlier -> now - earlier > policy.window().toNanos());
        restartNanos.add(now);
        return restartNanos.size() <= policy.maxRestarts();
    }

    /** Stops the server; it is not started again. Safe to call at any time, from any thread, more than once. */
    @Override
    public void close() {
        synchronized (running) {
            closed.countDown();
            if (child != null && child.isAlive()) {
                child.stop();
            }
        }
    }
}
