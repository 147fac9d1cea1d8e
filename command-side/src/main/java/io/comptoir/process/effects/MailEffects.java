package io.comptoir.process.effects;

import io.comptoir.contract.Decision;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.effects.RecordEffectOutcome;
import io.comptoir.contract.effects.RecordEffectOutcome.Outcome;
import io.comptoir.contract.effects.SendEffect;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.OrderStatus;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.privacy.Sealing;
import io.comptoir.platform.timers.TimedStep;
import io.comptoir.platform.timers.Timer;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.stereotype.Component;

/**
 * Moves an effect on when something is to be done about it. That it is about to be handed over is stored before the first byte
 * leaves: whoever dies after that leaves an effect that may have happened, which is never sent again before somebody who knows
 * was asked. So a mail leaves once, and a second time only if the first one certainly did not arrive.
 */
@Component
@ConditionalOnProperty("comptoir.mail.host")
final class MailEffects implements TimedStep {

    /** With pauses that double from half a minute to an hour, this is about half a day. */
    static final int MAX_ATTEMPTS = 16;

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    /** More than the slowest handover. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    /** Mail servers do not like many connections from one sender. */
    private static final int AT_ONCE = 4;

    private static final Logger log = LoggerFactory.getLogger(MailEffects.class);

    private final Ledger ledger;
    private final Commands commands;
    private final MailServer server;
    private final MailSettings settings;
    private final @Nullable MailArchive archive;

    MailEffects(Ledger ledger, Commands commands, MailServer server, MailSettings settings) {
        this.ledger = ledger;
        this.commands = commands;
        this.server = server;
        this.settings = settings;
        this.archive = server.archive();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty("comptoir.mail.host")
    @EnableConfigurationProperties(MailSettings.class)
    static class Settings {}

    @Override
    public String kind() {
        return SendEffect.TIMER;
    }

    @Override
    public Duration lease() {
        return LEASE;
    }

    @Override
    public int atOnce() {
        return AT_ONCE;
    }

    @Override
    public boolean carryOut(Timer timer, Instant now) {
        Optional<EffectState> found = ledger.effect(timer.tenantId(), EffectId.of(timer.key()));
        if (found.isEmpty()
                || found.get().dueAt() == null
                || now.isBefore(found.get().dueAt())) {
            return true; // It moved on, and has another timer if it needs one.
        }
        EffectState effect = found.get();
        return switch (effect.state()) {
            case PLANNED -> send(timer, effect, now);
            case SENT ->
                record(timer, effect, Outcome.UNKNOWN, "nobody heard how it ended", now, now.plus(settings.askAfter()));
            case UNKNOWN -> ask(timer, effect, now);
            case CONFIRMED, FAILED -> true;
        };
    }

    private boolean send(Timer timer, EffectState effect, Instant now) {
        Optional<OrderState> order = ledger.order(effect.subject());
        @Nullable Note address = order.isPresent() ? order.get().customer().email() : null;
        if (order.isEmpty() || address == null || address.value().equals(Sealing.ERASED)) {
            return record(timer, effect, Outcome.FAILED, "erased", now, now);
        }
        if (order.get().status() == OrderStatus.CANCELLED) {
            return record(timer, effect, Outcome.FAILED, "the order was cancelled before", now, now);
        }
        ConfirmationMail mail;
        try {
            mail = ConfirmationMail.of(
                    server.session(), server.sender(), address.value(), effect.id(), order.get(), now);
        } catch (AddressException e) {
            return record(timer, effect, Outcome.FAILED, "the address is none that mail can be sent to", now, now);
        } catch (MessagingException e) {
            throw new IllegalStateException("a mail could not be written", e);
        }
        try (MailServer.Connection connection = server.connect()) {
            return handOver(timer, effect, mail, connection, now);
        } catch (MessagingException e) {
            log.atWarn().addKeyValue("cause", e.getClass().getName()).log("the mail server cannot be reached");
            return putOff(timer, effect, "the mail server cannot be reached", now);
        }
    }

    private boolean handOver(
            Timer timer, EffectState effect, ConfirmationMail mail, MailServer.Connection connection, Instant now) {
        Decision<EffectState> claimed = commands.send(
                new SendEffect(timer.tenantId(), effect.id(), now, now.plus(settings.patience())),
                timer.cause().actor(),
                commandId(effect, "send"),
                timer.cause());
        if (!(claimed instanceof Decision.Accepted<EffectState> sent)) {
            return true; // Somebody else sends it.
        }
        MailServer.Handover handover = connection.handOver(mail);
        return switch (handover.outcome()) {
            case NOT_NOW -> putOff(timer, sent.outcome(), handover.detail(), now);
            case CONFIRMED, FAILED -> record(timer, sent.outcome(), handover.outcome(), handover.detail(), now, now);
            case UNKNOWN ->
                record(timer, sent.outcome(), Outcome.UNKNOWN, handover.detail(), now, now.plus(settings.askAfter()));
        };
    }

    private boolean putOff(Timer timer, EffectState effect, String why, Instant now) {
        if (effect.attempts() + 1 >= MAX_ATTEMPTS) {
            return record(timer, effect, Outcome.FAILED, why, now, now);
        }
        return record(timer, effect, Outcome.NOT_NOW, why, now, now.plus(pauseAfter(effect.attempts() + 1)));
    }

    static Duration pauseAfter(int attempts) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 16));
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    /** Without an archive it stays unknown, until a person says what became of it. */
    private boolean ask(Timer timer, EffectState effect, Instant now) {
        if (archive == null || settings.archive() == null) {
            return true;
        }
        boolean arrived;
        try {
            arrived = archive.has(ConfirmationMail.idOf(effect.id(), server.sender()));
        } catch (MessagingException e) {
            log.atWarn().addKeyValue("cause", e.getClass().getName()).log("the archive of mails cannot be asked");
            return false;
        }
        if (arrived) {
            return record(timer, effect, Outcome.CONFIRMED, "archive", now, now);
        }
        if (now.isBefore(effect.changedAt().plus(settings.archive().copyWithin()))) {
            return false; // A copy may still be on its way.
        }
        return record(timer, effect, Outcome.NOT_NOW, "the archive has no copy", now, now);
    }

    private boolean record(Timer timer, EffectState effect, Outcome outcome, String detail, Instant at, Instant then) {
        Decision<EffectState> recorded = commands.send(
                new RecordEffectOutcome(timer.tenantId(), effect.id(), effect.version(), outcome, detail, at, then),
                timer.cause().actor(),
                commandId(effect, outcome.name()),
                timer.cause());
        log.atLevel(outcome == Outcome.CONFIRMED ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.WARN)
                .addKeyValue("tenant", timer.tenantId())
                .addKeyValue("effectId", effect.id())
                .addKeyValue("outcome", outcome)
                .addKeyValue("accepted", recorded instanceof Decision.Accepted<EffectState>)
                .log("a mail: {}", detail);
        return true;
    }

    private static String commandId(EffectState effect, String step) {
        return Uuids.derivedFrom("effect", effect.id().toString(), step, Long.toString(effect.version()))
                .toString();
    }
}
