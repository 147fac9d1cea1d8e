package io.comptoir.process.orders;

import io.comptoir.contract.Decision;
import io.comptoir.contract.orders.ExpireOrder;
import io.comptoir.contract.orders.OrderRejection.OrderNotDue;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.timers.TimedStep;
import io.comptoir.platform.timers.Timer;
import java.time.Instant;
import org.springframework.stereotype.Component;

/** Cancels orders that nobody accepted in time. The order itself decides whether that is so. */
@Component
final class OrderExpiry implements TimedStep {

    private final Commands commands;

    OrderExpiry(Commands commands) {
        this.commands = commands;
    }

    @Override
    public String kind() {
        return ExpireOrder.TIMER;
    }

    @Override
    public boolean carryOut(Timer timer, Instant now) {
        Decision<OrderState> decision = commands.sendOnce(
                new ExpireOrder(timer.tenantId(), OrderId.of(timer.key()), now),
                Actor.process("order-expiry", timer.cause().actor().id()),
                Uuids.derivedFrom("order-expiry", timer.cause().causationId()).toString(),
                timer.cause());
        // Accepted or cancelled meanwhile: then there is nothing left to do.
        return !(decision instanceof Decision.Refused<OrderState> refused
                && refused.rejection() instanceof OrderNotDue);
    }
}
