package io.comptoir.process.effects;

import io.comptoir.contract.Decision;
import io.comptoir.contract.effects.EffectKind;
import io.comptoir.contract.effects.EffectKindSwitched;
import io.comptoir.contract.effects.SwitchEffectKind;
import io.comptoir.contract.values.Actor;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.platform.tenancy.TenantScope;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Since when orders are confirmed. The first run with a mail server records that it was given; orders that stand before that
 * event are left alone, for ever: a rebuild, which reads all of them again, writes to nobody. Taking the mail server away and
 * giving it back later records it again.
 */
@Component
@Order(ConfirmationSwitch.AFTER_THE_FIRST_ORGANIZATION)
final class ConfirmationSwitch implements ApplicationRunner, DisposableBean {

    /** An event store counts as new, and gets its first organization, while it is empty. */
    static final int AFTER_THE_FIRST_ORGANIZATION = 10;

    /** How long whoever asks at the start waits to be told. */
    private static final long TOLD_WITHIN_SECONDS = 10;

    private static final long TRY_EVERY_MILLIS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(ConfirmationSwitch.class);

    private final Commands commands;
    private final EventStore events;
    private final StreamPositions positions;
    private final boolean wanted;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CompletableFuture<State> state = new CompletableFuture<>();

    private record State(boolean on, long after) {}

    ConfirmationSwitch(
            Commands commands,
            EventStore events,
            StreamPositions positions,
            @Value("${comptoir.mail.host:}") String mailHost) {
        this.commands = commands;
        this.events = events;
        this.positions = positions;
        this.wanted = !mailHost.isBlank();
    }

    /**
     * Whether an event may be confirmed.
     *
     * @throws IllegalStateException if that is not known yet
     */
    boolean covers(long position) {
        try {
            State known = state.get(TOLD_WITHIN_SECONDS, TimeUnit.SECONDS);
            return known.on() && position > known.after();
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException("it is not known yet since when orders are confirmed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (!isSet()) {
            Thread.ofPlatform().name("confirmation-switch").daemon().start(this::keepTrying);
        }
    }

    private void keepTrying() {
        try {
            while (!stop.await(TRY_EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (isSet()) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isSet() {
        try {
            return state.complete(set()) || state.isDone();
        } catch (RuntimeException e) {
            log.atWarn().addKeyValue("cause", e.toString()).log("effects cannot be switched yet; trying again");
            return false;
        }
    }

    private State set() {
        String stream =
                EffectKindSwitched.streamOf(EffectKind.ORDER_CONFIRMATION).toString();
        if (!wanted && events.lastSequenceNumberFor(stream).isEmpty()) {
            return new State(false, 0); // It never was on.
        }
        SwitchEffectKind command = new SwitchEffectKind(
                SwitchEffectKind.PLATFORM, EffectKind.ORDER_CONFIRMATION, wanted, positions.head());
        Decision<EffectKindSwitched> decision =
                TenantScope.in(command.tenantId(), () -> commands.send(command, Actor.system("effects")));
        return switch (decision) {
            case Decision.Accepted<EffectKindSwitched> accepted ->
                accepted.outcome().on() ? new State(true, positionOf(accepted)) : new State(false, 0);
            case Decision.Refused<EffectKindSwitched> refused ->
                throw new IllegalStateException(refused.rejection().explanation());
        };
    }

    /**
     * Where the switch itself stands. The position that it records was taken a moment before; an order in between may have been
     * seen by read models that knew of no switch, and then it has no timer.
     */
    private long positionOf(Decision.Accepted<EffectKindSwitched> switched) {
        return positions.exactPositionOf(
                switched.stream(), switched.version(), switched.outcome().after());
    }

    @Override
    public void destroy() {
        stop.countDown();
    }
}
