package io.comptoir.process.effects;

import io.comptoir.contract.effects.EffectEvent;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.privacy.Sealing;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads effects, and what they are about, from their own events: what is done outside never rests on a read model. */
@Component
final class Ledger {

    private final EventStore events;
    private final Sealing sealing;

    Ledger(EventStore events, Sealing sealing) {
        this.events = events;
        this.sealing = sealing;
    }

    Optional<EffectState> effect(TenantId tenantId, EffectId id) {
        try (Stream<? extends DomainEventMessage<?>> stream = eventsOf(id.streamOf(tenantId))) {
            @Nullable EffectState state = null;
            Iterator<? extends DomainEventMessage<?>> each = stream.iterator();
            while (each.hasNext()) {
                state = EffectState.after(state, (EffectEvent) each.next().getPayload());
            }
            return Optional.ofNullable(state);
        }
    }

    /** The order with its customer in the clear: who is to be written to must be known here, and is told to nobody else. */
    Optional<OrderState> order(StreamId order) {
        try (Stream<? extends DomainEventMessage<?>> stream = eventsOf(order)) {
            @Nullable OrderState state = null;
            Iterator<? extends DomainEventMessage<?>> each = stream.iterator();
            while (each.hasNext()) {
                state = OrderState.after(state, (OrderEvent) each.next().getPayload());
            }
            return Optional.ofNullable(state).map(found -> sealing.opened(TenantId.of(order.scope()), found));
        }
    }

    private Stream<? extends DomainEventMessage<?>> eventsOf(StreamId stream) {
        return events.readEvents(stream.toString(), 0).asStream();
    }
}
