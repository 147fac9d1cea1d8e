package io.comptoir.platform.messaging;

import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Drops from this node's cache what other nodes have changed. When nodes come and go, an organization moves to another one
 * and back. What was cached before is then behind, and while an append would notice, a refusal made from it would not: the
 * node would go on refusing.
 */
final class ForeignChanges implements SmartLifecycle {

    private static final int LOOK_EVERY_MILLIS = 500;
    private static final long RETRY_MILLIS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(ForeignChanges.class);

    private final EventStore events;
    private final AggregateCache cache;
    private volatile boolean running;

    ForeignChanges(EventStore events, AggregateCache cache) {
        this.events = events;
        this.cache = cache;
    }

    @Override
    public void start() {
        running = true;
        Thread.ofPlatform().name("foreign-changes").daemon().start(this::follow);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void follow() {
        boolean away = false;
        while (running) {
            try (BlockingStream<TrackedEventMessage<?>> stream = events.openStream(events.createHeadToken())) {
                // Nobody told of what happened before this moment.
                cache.removeAll();
                away = false;
                while (running) {
                    if (stream.hasNextAvailable(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                        tell(stream.nextAvailable());
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (!away) {
                    away = true;
                    log.atWarn().addKeyValue("cause", e.toString()).log("cannot follow other nodes; trying again");
                }
                pause();
            }
        }
    }

    private void tell(TrackedEventMessage<?> message) {
        if (message instanceof DomainEventMessage<?> event) {
            cache.learn(event.getAggregateIdentifier(), event.getSequenceNumber());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
