package io.comptoir.command.imports;

import io.comptoir.platform.messaging.ConcurrentChange;
import io.comptoir.platform.messaging.EventStoreUnavailable;
import io.comptoir.platform.messaging.Overloaded;
import io.comptoir.platform.vault.VaultAway;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what an absent event store, other commands or their number prevented, for as long as the server runs: an import must not fail
 * because a store is restarted. Everything tried this way has the same effect once or many times.
 */
final class Patience {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(Patience.class);

    private final CountDownLatch stop = new CountDownLatch(1);

    /** The server stops; what was going on is taken up at the next start. */
    static final class Stopping extends RuntimeException {
        Stopping() {
            super("the server is stopping", null, false, false);
        }
    }

    /** Ends every waiting, now and later. */
    void stop() {
        stop.countDown();
    }

    boolean isStopping() {
        return stop.getCount() == 0;
    }

    void requireNotStopping() {
        if (isStopping()) {
            throw new Stopping();
        }
    }

    /**
     * Repeats an attempt until it gives an answer.
     *
     * @throws Stopping if the server stops before
     */
    <T> T insist(Supplier<T> attempt) {
        for (int attempts = 1; ; attempts++) {
            try {
                T answer = attempt.get();
                if (attempts > 1) {
                    log.atInfo().addKeyValue("attempts", attempts).log("an import goes on");
                }
                return answer;
            } catch (RuntimeException e) {
                if (!isPassing(e)) {
                    throw e;
                }
                if (attempts == 1) {
                    log.atWarn().addKeyValue("cause", e.getMessage()).log("an import waits and tries again");
                }
            }
            pauseAfter(attempts);
        }
    }

    private static boolean isPassing(RuntimeException failure) {
        return failure instanceof ConcurrentChange
                || failure instanceof EventStoreUnavailable
                || failure instanceof Overloaded
                || failure instanceof VaultAway
                || EventStoreUnavailable.isBehind(failure);
    }

    /**
     * Waits, longer after each attempt.
     *
     * @throws Stopping if the server stops meanwhile
     */
    void pauseAfter(int attempts) {
        long doubled = FIRST_PAUSE.toMillis() << Math.min(attempts - 1, 16);
        try {
            if (stop.await(Math.min(doubled, LONGEST_PAUSE.toMillis()), TimeUnit.MILLISECONDS)) {
                throw new Stopping();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Stopping();
        }
    }
}
