package io.comptoir.platform.access;

import io.comptoir.contract.access.ApiKeyRefused;
import io.comptoir.contract.access.ApiKeyRefused.Reason;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.access.Verification.KnownKey;
import io.comptoir.platform.messaging.Envelope;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Writes into an organization's history what its keys were refused for: the first time at once, then at most once a minute
 * for each key and reason, with how often it was since. Nothing of it is on the way of a request, and a store that is away
 * only delays it. It appends the events itself, because also a node that takes no commands refuses keys.
 */
@Component
final class RefusalHistory implements SmartLifecycle {

    static final Duration TOLD_EVERY = Duration.ofMinutes(1);

    /** Keys with their reasons that are waited for; what goes beyond is only counted by the metrics. */
    static final int MAX_WAITING = 10_000;

    private static final long LOOK_EVERY_MILLIS = 500;
    private static final long STOP_LIMIT_SECONDS = 5;

    private static final Logger log = LoggerFactory.getLogger(RefusalHistory.class);

    private record Refused(KnownKey key, Reason reason) {}

    /** @param notBefore when it may be told again */
    private record Tally(long count, Instant notBefore) {}

    private final EventStore events;
    private final Clock clock;
    private final Map<Refused, Tally> waiting = new HashMap<>();
    private final ScheduledExecutorService writer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("access-history").daemon().factory());
    private volatile boolean running;

    RefusalHistory(EventStore events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    void add(KnownKey key, Reason reason) {
        Refused refused = new Refused(key, reason);
        synchronized (waiting) {
            Tally before = waiting.get(refused);
            if (before != null) {
                waiting.put(refused, new Tally(before.count() + 1, before.notBefore()));
            } else if (waiting.size() < MAX_WAITING) {
                waiting.put(refused, new Tally(1, clock.instant()));
            }
        }
    }

    /** Writes what is due. */
    void write() {
        for (Map.Entry<Refused, Long> each : due().entrySet()) {
            try {
                append(each.getKey(), each.getValue());
            } catch (RuntimeException e) {
                putBack(each.getKey(), each.getValue());
                log.atWarn()
                        .addKeyValue("tenant", each.getKey().key().tenantId())
                        .addKeyValue("cause", e.getClass().getSimpleName())
                        .log("a refusal could not be written into the history yet");
            }
        }
    }

    private Map<Refused, Long> due() {
        Instant now = clock.instant();
        Map<Refused, Long> due = new HashMap<>();
        synchronized (waiting) {
            for (Iterator<Map.Entry<Refused, Tally>> entries =
                            waiting.entrySet().iterator();
                    entries.hasNext(); ) {
                Map.Entry<Refused, Tally> entry = entries.next();
                Tally tally = entry.getValue();
                if (now.isBefore(tally.notBefore())) {
                    continue;
                }
                if (tally.count() == 0) {
                    entries.remove();
                } else {
                    due.put(entry.getKey(), tally.count());
                    entry.setValue(new Tally(0, now.plus(TOLD_EVERY)));
                }
            }
        }
        return due;
    }

    private void putBack(Refused refused, long count) {
        synchronized (waiting) {
            waiting.merge(
                    refused,
                    new Tally(count, clock.instant().plus(TOLD_EVERY)),
                    (now, back) -> new Tally(now.count() + count, now.notBefore()));
        }
    }

    private void append(Refused refused, long count) {
        KnownKey key = refused.key();
        StreamId stream = ApiKeyRefused.streamOf(key.tenantId(), key.id());
        String id = UUID.randomUUID().toString();
        long sequence = events.lastSequenceNumberFor(stream.toString()).orElse(-1L) + 1;
        events.publish(new GenericDomainEventMessage<>(
                stream.kind(),
                stream.toString(),
                sequence,
                new ApiKeyRefused(key.tenantId(), key.id(), refused.reason(), count),
                new Envelope(key.tenantId(), Actor.system("authentication"), id, id, id, null).toMetaData()));
    }

    @Override
    public void start() {
        running = true;
        var unused =
                writer.scheduleWithFixedDelay(this::write, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        running = false;
        writer.shutdown();
        try {
            if (!writer.awaitTermination(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                log.warn("what was refused last is missing in the history");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
