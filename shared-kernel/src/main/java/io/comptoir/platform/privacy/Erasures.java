package io.comptoir.platform.privacy;

import io.comptoir.contract.privacy.DataSubjectErased;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.platform.vault.Vault;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Carries out what was decided: follows the events and destroys the keys of people who were erased. A request does the same
 * before it answers; this is for a process that died in between, and for a vault that was restored from a backup. It goes
 * on where the vault says it was, and destroying a key again changes nothing.
 */
@Component
@ConditionalOnRole(NodeRole.COMMAND)
@ConditionalOnProperty("comptoir.vault.url")
final class Erasures implements SmartLifecycle {

    private static final int LOOK_EVERY_MILLIS = 500;
    private static final long RETRY_MILLIS = 1_000;

    /** How many events are passed over before the vault is told; a start passes them over again. */
    private static final int TELL_EVERY_EVENTS = 5_000;

    private static final Logger log = LoggerFactory.getLogger(Erasures.class);

    private final EventStore events;
    private final Vault vault;
    private final SubjectKeys keys;
    private final Serializer serializer;
    private volatile boolean running;

    Erasures(EventStore events, Vault vault, SubjectKeys keys, Serializer serializer) {
        this.events = events;
        this.vault = vault;
        this.keys = keys;
        this.serializer = serializer;
    }

    @Override
    public void start() {
        running = true;
        Thread.ofPlatform().name("erasures").daemon().start(this::follow);
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
        boolean failing = false;
        while (running) {
            try (BlockingStream<TrackedEventMessage<?>> stream =
                    events.openStream(followed().orElse(null))) {
                failing = false;
                follow(stream);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                if (!failing) {
                    failing = true;
                    log.atWarn().addKeyValue("cause", e.toString()).log("cannot follow erasures; trying again");
                }
                pause();
            }
        }
    }

    private void follow(BlockingStream<TrackedEventMessage<?>> stream) throws InterruptedException {
        @Nullable TrackingToken last = null;
        int passed = 0;
        while (running) {
            if (stream.hasNextAvailable(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                TrackedEventMessage<?> event = stream.nextAvailable();
                last = event.trackingToken();
                passed++;
                if (event.getPayloadType() == DataSubjectErased.class) {
                    carryOut((DataSubjectErased) event.getPayload());
                    passed = TELL_EVERY_EVENTS;
                }
            } else if (last != null) {
                passed = TELL_EVERY_EVENTS;
            }
            if (last != null && passed >= TELL_EVERY_EVENTS) {
                tell(last);
                last = null;
                passed = 0;
            }
        }
    }

    private void carryOut(DataSubjectErased erased) {
        SubjectKeys.Destruction done = keys.destroy(erased.tenantId(), erased.subject(), erased.generation());
        if (done.keys() > 0) {
            log.atInfo()
                    .addKeyValue("tenant", erased.tenantId())
                    .addKeyValue("keys", done.keys())
                    .log("erasure carried out");
        }
    }

    private Optional<TrackingToken> followed() {
        return vault.ask(database -> database.sql("select token_type, token from erasures_followed")
                        .query((row, number) -> (SerializedObject<byte[]>)
                                new SimpleSerializedObject<>(row.getBytes(2), byte[].class, row.getString(1), null))
                        .optional())
                .map(serializer::deserialize);
    }

    private void tell(TrackingToken token) {
        SerializedObject<byte[]> written = serializer.serialize(token, byte[].class);
        int unused = vault.ask(database -> database.sql("insert into erasures_followed (one, token_type, token)"
                        + " values (1, ?, ?) on conflict (one) do update set token_type = excluded.token_type,"
                        + " token = excluded.token")
                .params(written.getType().getName(), written.getData())
                .update());
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
