package io.comptoir.platform.vault;

import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * After the primary encryption key has changed, wraps with it what older keys wrapped, beside the normal work. It may be
 * killed at any moment: the next start goes on with what is left. When it has said that it is done, the old key can go.
 */
@Component
@ConditionalOnRole(NodeRole.COMMAND)
@ConditionalOnProperty("comptoir.vault.url")
final class Rewrapping implements SmartLifecycle {

    private static final int STEP = 200;
    private static final long RETRY_MILLIS = 5_000;

    private static final Logger log = LoggerFactory.getLogger(Rewrapping.class);

    private final Secrets secrets;
    private volatile boolean running;

    Rewrapping(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public void start() {
        running = true;
        Thread.ofVirtual().name("rewrapping").start(this::untilDone);
    }

    private void untilDone() {
        while (running) {
            try {
                rewrapAll();
                return;
            } catch (VaultAway e) {
                log.atWarn().log("cannot wrap secrets again while the vault is away; trying again");
                if (!pause()) {
                    return;
                }
            }
        }
    }

    private void rewrapAll() {
        long total = secrets.wrappedByOldKeys();
        if (total == 0) {
            return;
        }
        log.atInfo().addKeyValue("secrets", total).log("wrapping secrets with the new encryption key");
        long done = 0;
        Secrets.@Nullable Place last = null;
        do {
            Secrets.Step step = secrets.rewrap(last, STEP);
            done += step.rewrapped();
            last = step.last();
            log.atInfo()
                    .addKeyValue("done", done)
                    .addKeyValue("of", total)
                    .log("secrets wrapped with the new encryption key");
        } while (last != null && running);
    }

    private static boolean pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
