package io.comptoir.platform.vault;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.SmartLifecycle;

/** Knows whether the vault is there, by asking once a second, and has those refused at once who would wait for it in vain. */
public final class VaultWatch implements SmartLifecycle {

    private static final long ASK_EVERY_MILLIS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(VaultWatch.class);

    private final Vault vault;
    private volatile boolean up = true; // The server does not start without it.
    private volatile CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean running;

    VaultWatch(Vault vault) {
        this.vault = vault;
    }

    /** Whether the vault answered when it was last asked. */
    public boolean isUp() {
        return up;
    }

    @Override
    public void start() {
        running = true;
        stop = new CountDownLatch(1);
        Thread.ofVirtual().name("vault-watch").start(this::watch);
    }

    private void watch() {
        try {
            while (!stop.await(ASK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                boolean now = vault.answers();
                if (now != up) {
                    up = now;
                    vault.known(!now);
                    log.atLevel(now ? Level.INFO : Level.WARN)
                            .addKeyValue("up", now)
                            .log("the vault {}", now ? "answers" : "does not answer");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        running = false;
        stop.countDown();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
