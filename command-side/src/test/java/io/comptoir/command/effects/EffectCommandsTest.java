package io.comptoir.command.effects;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.effects.EffectConfirmed;
import io.comptoir.contract.effects.EffectFailed;
import io.comptoir.contract.effects.EffectKind;
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
import io.comptoir.contract.effects.RecordEffectOutcome.Outcome;
import io.comptoir.contract.effects.ResolveEffect;
import io.comptoir.contract.effects.RetryEffect;
import io.comptoir.contract.effects.SendEffect;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EffectCommandsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(600);

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();
    private final EffectId effect = EffectId.of(tenant, "order-confirmation", "event");
    private final EffectPlanned planned = new EffectPlanned(
            tenant, effect, EffectKind.ORDER_CONFIRMATION, OrderId.next(NOON).streamOf(tenant), NOON);
    private final EffectSent sent = new EffectSent(tenant, effect, NOON, LATER);
    private final EffectUnclear unclear = new EffectUnclear(tenant, effect, "lost", NOON, LATER);
    private final EffectFailed failed = new EffectFailed(tenant, effect, "refused", NOON);
    private final EffectConfirmed confirmed = new EffectConfirmed(tenant, effect, "receiver", NOON);

    @Test
    void isPlannedOnceHoweverOftenItsEventIsRead() {
        PlanEffect plan = new PlanEffect(tenant, effect, planned.kind(), planned.subject(), NOON);
        scenario.when(plan).then(planned);

        scenario.when(new PlanEffect(tenant, effect, planned.kind(), planned.subject(), LATER))
                .thenRepeated();
    }

    @Test
    void theSameEventGivesTheSameEffectAndAnotherOneAnother() {
        assertThat(EffectId.of(tenant, "order-confirmation", "event")).isEqualTo(effect);
        assertThat(EffectId.of(tenant, "order-confirmation", "event-2")).isNotEqualTo(effect);
        assertThat(EffectId.of(new CommandScenario().tenantId(), "order-confirmation", "event"))
                .isNotEqualTo(effect);
    }

    @Test
    void isSentByOneOfTwo() {
        given(planned).when(new SendEffect(tenant, effect, NOON, LATER)).then(sent);

        scenario.when(new SendEffect(tenant, effect, NOON, LATER))
                .thenRefused(new EffectInOtherState(effect, Status.SENT, Status.PLANNED));
    }

    @Test
    void hasAnOutcomeAfterItWasSent() {
        given(planned, sent).when(outcome(Outcome.CONFIRMED, "receiver")).then(confirmed);

        EffectState state = scenario.outcome();
        assertThat(state.state()).isEqualTo(Status.CONFIRMED);
        assertThat(state.confirmedBy()).isEqualTo("receiver");
        assertThat(state.dueAt()).isNull();
    }

    @Test
    void isPlannedAgainWhenItDidNotHappen() {
        given(planned, sent)
                .when(outcome(Outcome.NOT_NOW, "put off"))
                .then(new EffectRescheduled(tenant, effect, "put off", 1, LATER));

        EffectState state = scenario.outcome();
        assertThat(state.state()).isEqualTo(Status.PLANNED);
        assertThat(state.attempts()).isEqualTo(1);
        assertThat(state.dueAt()).isEqualTo(LATER);
    }

    @Test
    void isUnknownWhenTheAnswerWasLostAndNeverSentAgainByItself() {
        given(planned, sent).when(outcome(Outcome.UNKNOWN, "lost")).then(unclear);

        scenario.when(new SendEffect(tenant, effect, LATER, LATER))
                .thenRefused(new EffectInOtherState(effect, Status.UNKNOWN, Status.PLANNED));
    }

    @Test
    void believesALateConfirmation() {
        given(planned, sent, unclear)
                .when(outcome(Outcome.CONFIRMED, "receiver"))
                .then(confirmed);
    }

    @ParameterizedTest
    @EnumSource(
            value = Outcome.class,
            names = {"NOT_NOW", "FAILED"})
    void isNotMovedByWhoeverDidNotSendItOnceSomebodyDid(Outcome outcome) {
        given(planned, sent)
                .when(outcome(1, outcome, "the mail server cannot be reached"))
                .thenRefused(new EffectInOtherState(effect, Status.SENT, Status.PLANNED));

        scenario.when(outcome(2, Outcome.CONFIRMED, "receiver")).then(confirmed);
    }

    @Test
    void isPutOffByWhoeverSawItPlanned() {
        given(planned)
                .when(outcome(1, Outcome.NOT_NOW, "the mail server cannot be reached"))
                .then(new EffectRescheduled(tenant, effect, "the mail server cannot be reached", 1, LATER));
        scenario.when(outcome(1, Outcome.NOT_NOW, "the mail server cannot be reached"))
                .thenRefused(new EffectInOtherState(effect, Status.PLANNED, Status.PLANNED));
    }

    @Test
    void isPlannedAgainByWhoeverHearsLateThatItDidNotHappen() {
        given(planned, sent, unclear)
                .when(outcome(Outcome.NOT_NOW, "put off"))
                .then(new EffectRescheduled(tenant, effect, "put off", 1, LATER));
    }

    @Test
    void isResolvedByAPersonEitherWay() {
        given(planned, sent, unclear)
                .when(new ResolveEffect(tenant, effect, true, NOON))
                .then(new EffectConfirmed(tenant, effect, "operator", NOON));
        CommandScenario other = new CommandScenario();
        other.given(
                        new EffectPlanned(other.tenantId(), effect, planned.kind(), planned.subject(), NOON),
                        new EffectSent(other.tenantId(), effect, NOON, LATER),
                        new EffectUnclear(other.tenantId(), effect, "lost", NOON, LATER))
                .when(new ResolveEffect(other.tenantId(), effect, false, LATER))
                .then(new EffectRescheduled(other.tenantId(), effect, "not delivered, says the operator", 0, LATER));
    }

    @Test
    void isResolvedOnlyWhereNobodyKnows() {
        given(planned, sent, confirmed)
                .when(new ResolveEffect(tenant, effect, false, NOON))
                .thenRefused(new EffectInOtherState(effect, Status.CONFIRMED, Status.UNKNOWN));
    }

    @Test
    void isTriedAgainOnlyWhereItFailed() {
        given(planned, sent, failed)
                .when(new RetryEffect(tenant, effect, LATER))
                .then(new EffectRescheduled(tenant, effect, "tried again by the operator", 0, LATER));
        scenario.when(new RetryEffect(tenant, effect, LATER))
                .thenRefused(new EffectInOtherState(effect, Status.PLANNED, Status.FAILED));
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void hasNoOtherOutcomeOnceItIsConfirmed(Outcome outcome) {
        given(planned, sent, confirmed).when(outcome(outcome, "late"));

        assertThat(scenario.appended()).isEmpty();
    }

    @Test
    void isFoundByItsOrganizationOnly() {
        given(planned, sent, failed);
        CommandScenario other = new CommandScenario();

        other.when(new RetryEffect(other.tenantId(), effect, LATER)).thenRefused(new EffectNotFound(effect));
    }

    private CommandScenario given(DomainEvent... history) {
        return scenario.given(history);
    }

    private RecordEffectOutcome outcome(Outcome outcome, String detail) {
        return outcome(2, outcome, detail);
    }

    private RecordEffectOutcome outcome(long seen, Outcome outcome, String detail) {
        return new RecordEffectOutcome(tenant, effect, seen, outcome, detail, NOON, LATER);
    }
}
