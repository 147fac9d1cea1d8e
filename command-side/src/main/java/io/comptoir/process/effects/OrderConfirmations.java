package io.comptoir.process.effects;

import io.comptoir.contract.Decision;
import io.comptoir.contract.effects.EffectKind;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.effects.PlanEffect;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.timers.TimedStep;
import io.comptoir.platform.timers.Timer;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Plans a confirmation for each order that was placed over the API with an address, since that was switched on. */
@Component
final class OrderConfirmations implements TimedStep {

    private final Commands commands;
    private final ConfirmationSwitch confirmed;
    private final Ledger ledger;

    OrderConfirmations(Commands commands, ConfirmationSwitch confirmed, Ledger ledger) {
        this.commands = commands;
        this.confirmed = confirmed;
        this.ledger = ledger;
    }

    @Override
    public String kind() {
        return PlanEffect.CONFIRM_ORDER;
    }

    @Override
    public boolean carryOut(Timer timer, Instant now) {
        if (!confirmed.covers(timer.position()) || !hasAnAddress(timer)) {
            return true;
        }
        String event = timer.cause().causationId();
        // The effect's id derives from the event, so that an order whose event is read again has its effect already.
        Decision<EffectState> planned = commands.send(
                new PlanEffect(
                        timer.tenantId(),
                        EffectId.of(timer.tenantId(), EffectKind.ORDER_CONFIRMATION.wireName(), event),
                        EffectKind.ORDER_CONFIRMATION,
                        OrderId.of(timer.key()).streamOf(timer.tenantId()),
                        now),
                Actor.process("order-confirmations", timer.cause().actor().id()),
                Uuids.derivedFrom("confirm-order", event).toString(),
                timer.cause());
        return planned instanceof Decision.Accepted<EffectState>;
    }

    // The event itself does not tell: what a customer gave is sealed in it.
    private boolean hasAnAddress(Timer timer) {
        return ledger.order(OrderId.of(timer.key()).streamOf(timer.tenantId()))
                .map(order -> order.customer().email())
                .isPresent();
    }
}
