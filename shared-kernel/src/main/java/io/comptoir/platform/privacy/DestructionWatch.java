package io.comptoir.platform.privacy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Has this node forget the keys that another one destroyed. While the vault cannot be asked, no remembered key is believed for
 * longer than {@link SubjectKeys#BELIEVED_FOR}.
 */
final class DestructionWatch implements SmartLifecycle {

    private static final long LOOK_EVERY_MILLIS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(DestructionWatch.class);

    private final SubjectKeys keys;
    private volatile CountDownLatch stop = new CountDownLatch(1);
    private volatile boolean running;

    DestructionWatch(SubjectKeys keys) {
        this.keys = keys;
    }

    @Override
    public void start() {
        running = true;
        stop = new CountDownLatch(1);
        Thread.ofVirtual().name("destruction-watch").start(this::watch);
    }

    private void watch() {
        boolean failing = false;
        try {
            do {
                try {
                    keys.lookForDestroyed();
                    failing = false;
                } catch (RuntimeException e) {
                    if (!failing) {
                        failing = true;
                        log.atWarn().addKeyValue("cause", e.toString()).log("destroyed keys cannot be looked for");
                    }
                }
            } while (!stop.await(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS));
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
