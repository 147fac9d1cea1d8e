package io.comptoir.command.effects;

import io.comptoir.contract.Decision;
import io.comptoir.contract.effects.EffectConfirmed;
import io.comptoir.contract.effects.EffectEvent;
import io.comptoir.contract.effects.EffectFailed;
import io.comptoir.contract.effects.EffectKindSwitched;
import io.comptoir.contract.effects.EffectPlanned;
import io.comptoir.contract.effects.EffectRejection.EffectInOtherState;
import io.comptoir.contract.effects.EffectRejection.EffectNotFound;
import io.comptoir.contract.effects.EffectRescheduled;
import io.comptoir.contract.effects.EffectSent;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.effects.EffectState.Status;
import io.comptoir.contract.effects.EffectUnclear;
import io.comptoir.contract.effects.PlanEffect;
import io.comptoir.contract.effects.RecordEffectOutcome;
import io.comptoir.contract.effects.ResolveEffect;
import io.comptoir.contract.effects.RetryEffect;
import io.comptoir.contract.effects.SendEffect;
import io.comptoir.contract.effects.SwitchEffectKind;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Streams;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** Decides what may become of effects. It sends nothing itself. */
@Component
class EffectCommands {

    private final Repository<Effect> effects;
    private final Repository<EffectSwitch> switches;

    EffectCommands(Repository<Effect> effects, Repository<EffectSwitch> switches) {
        this.effects = effects;
        this.switches = switches;
    }

    @CommandHandler
    Decision<EffectState> plan(PlanEffect command) throws Exception {
        StreamId stream = command.effectId().streamOf(command.tenantId());
        Optional<Aggregate<Effect>> planned = Streams.load(effects, stream);
        if (planned.isPresent()) {
            EffectState state = planned.get().invoke(Effect::state);
            return Decision.repeated(state, stream, state.version());
        }
        EffectState state = effects.newInstance(() -> new Effect(new EffectPlanned(
                        command.tenantId(),
                        command.effectId(),
                        command.kind(),
                        command.subject(),
                        command.plannedAt())))
                .invoke(Effect::state);
        return Decision.accepted(state, stream, state.version());
    }

    @CommandHandler
    Decision<EffectState> send(SendEffect command) {
        return change(
                command.tenantId(),
                command.effectId(),
                EnumSet.of(Status.PLANNED),
                before -> new EffectSent(
                        command.tenantId(), command.effectId(), command.sentAt(), command.unclearFrom()));
    }

    /** What was sent has an outcome; what is planned still can fail or be put off without being sent. */
    @CommandHandler
    Decision<EffectState> record(RecordEffectOutcome command) {
        TenantId tenant = command.tenantId();
        EffectId id = command.effectId();
        Predicate<EffectState> same = before -> isStillWhatWasSeen(command, before);
        return switch (command.outcome()) {
            // Also when it took so long that somebody gave it up meanwhile: who hears it knows better.
            case CONFIRMED ->
                change(
                        tenant,
                        id,
                        EnumSet.of(Status.SENT, Status.UNKNOWN),
                        same,
                        before -> new EffectConfirmed(tenant, id, command.detail(), command.at()));
            case NOT_NOW ->
                change(
                        tenant,
                        id,
                        EnumSet.of(Status.SENT, Status.PLANNED, Status.UNKNOWN),
                        same,
                        before -> new EffectRescheduled(
                                tenant, id, command.detail(), before.attempts() + 1, command.then()));
            case FAILED ->
                change(
                        tenant,
                        id,
                        EnumSet.of(Status.SENT, Status.PLANNED),
                        same,
                        before -> new EffectFailed(tenant, id, command.detail(), command.at()));
            case UNKNOWN ->
                change(
                        tenant,
                        id,
                        EnumSet.of(Status.SENT),
                        same,
                        before -> new EffectUnclear(tenant, id, command.detail(), command.at(), command.then()));
        };
    }

    /**
     * Two may look at the same effect. That one could not reach the server says nothing about what the other hands over, and
     * if it counted, the mail would be sent again.
     */
    private static boolean isStillWhatWasSeen(RecordEffectOutcome command, EffectState before) {
        return before.version() == command.seen()
                || (before.state() == Status.UNKNOWN && before.version() == command.seen() + 1);
    }

    @CommandHandler
    Decision<EffectState> resolve(ResolveEffect command) {
        return change(
                command.tenantId(),
                command.effectId(),
                EnumSet.of(Status.UNKNOWN),
                before -> command.delivered()
                        ? new EffectConfirmed(command.tenantId(), command.effectId(), "operator", command.resolvedAt())
                        : new EffectRescheduled(
                                command.tenantId(),
                                command.effectId(),
                                "not delivered, says the operator",
                                0,
                                command.resolvedAt()));
    }

    @CommandHandler
    Decision<EffectState> retry(RetryEffect command) {
        return change(
                command.tenantId(),
                command.effectId(),
                EnumSet.of(Status.FAILED),
                before -> new EffectRescheduled(
                        command.tenantId(),
                        command.effectId(),
                        "tried again by the operator",
                        0,
                        command.requestedAt()));
    }

    private Decision<EffectState> change(
            TenantId tenantId, EffectId id, Set<Status> from, Function<EffectState, EffectEvent> change) {
        return change(tenantId, id, from, before -> true, change);
    }

    private Decision<EffectState> change(
            TenantId tenantId,
            EffectId id,
            Set<Status> from,
            Predicate<EffectState> allowed,
            Function<EffectState, EffectEvent> change) {
        StreamId stream = id.streamOf(tenantId);
        Optional<Aggregate<Effect>> found = Streams.load(effects, stream);
        if (found.isEmpty()) {
            return Decision.refused(new EffectNotFound(id));
        }
        EffectState before = found.get().invoke(Effect::state);
        if (!from.contains(before.state()) || !allowed.test(before)) {
            return Decision.refused(
                    new EffectInOtherState(id, before.state(), from.iterator().next()));
        }
        found.get().execute(effect -> effect.become(change.apply(before)));
        EffectState after = found.get().invoke(Effect::state);
        return Decision.accepted(after, stream, after.version());
    }

    @CommandHandler
    Decision<EffectKindSwitched> switchKind(SwitchEffectKind command) throws Exception {
        StreamId stream = EffectKindSwitched.streamOf(command.kind());
        EffectKindSwitched wanted =
                new EffectKindSwitched(command.tenantId(), command.kind(), command.on(), command.after());
        Optional<Aggregate<EffectSwitch>> found = Streams.load(switches, stream);
        if (found.isEmpty()) {
            switches.newInstance(() -> new EffectSwitch(wanted));
            return Decision.accepted(wanted, stream, 1);
        }
        EffectKindSwitched last = found.get().invoke(EffectSwitch::last);
        if (last.on() == command.on()) {
            return Decision.repeated(last, stream, found.get().invoke(EffectSwitch::version));
        }
        found.get().execute(each -> each.become(wanted));
        return Decision.accepted(wanted, stream, found.get().invoke(EffectSwitch::version));
    }
}
