package io.comptoir.projection.timers;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.effects.EffectConfirmed;
import io.comptoir.contract.effects.EffectEvent;
import io.comptoir.contract.effects.EffectFailed;
import io.comptoir.contract.effects.EffectPlanned;
import io.comptoir.contract.effects.EffectRescheduled;
import io.comptoir.contract.effects.EffectSent;
import io.comptoir.contract.effects.EffectUnclear;
import io.comptoir.contract.effects.PlanEffect;
import io.comptoir.contract.effects.SendEffect;
import io.comptoir.contract.orders.ExpireOrder;
import io.comptoir.contract.orders.OrderAccepted;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.platform.timers.Timer;
import io.comptoir.projection.replay.Fingerprint;
import io.comptoir.projection.replay.Projection;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.StoredEvent;
import io.comptoir.projection.replay.Target;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.springframework.stereotype.Component;

/**
 * Keeps a timer from the event that wants it to the one that makes it pointless. A batch that is repeated may bring a timer
 * back for a moment, until the rest of it is repeated too; whoever acts on timers is told by the aggregate that there is
 * nothing to do.
 */
@Component
@ConditionalOnRole(NodeRole.PROJECTION)
@ProcessingGroup("timers")
class TimerProjection extends Projection<DomainEvent> {

    private final TimerStore documents;
    private final OrderConfirmationsWanted confirmations;

    TimerProjection(TimerStore documents, OrderConfirmationsWanted confirmations) {
        super(ReadModels.TIMERS);
        this.documents = documents;
        this.confirmations = confirmations;
    }

    @EventHandler
    void on(OrderEvent event, EventMessage<?> message) {
        stage(event, message);
    }

    @EventHandler
    void on(EffectEvent event, EventMessage<?> message) {
        stage(event, message);
    }

    @Override
    protected void write(Target target, List<StoredEvent<DomainEvent>> events) {
        Changes changes = new Changes();
        for (StoredEvent<DomainEvent> stored : events) {
            switch (stored.event()) {
                case OrderEvent order -> changes.of(order, stored);
                case EffectEvent effect -> changes.of(effect, stored);
                default -> throw new IllegalStateException("no timer follows from " + stored.event());
            }
        }
        documents.write(target.version(), changes.last);
    }

    /** What a batch leaves of each timer. */
    private final class Changes {

        private final Map<String, Optional<Timer>> last = new LinkedHashMap<>();

        void of(OrderEvent event, StoredEvent<?> stored) {
            String order = event.orderId().toString();
            switch (event) {
                case OrderPlaced placed -> {
                    if (placed.expiresAt() != null) {
                        set(stored, ExpireOrder.TIMER, placed.expiresAt());
                    }
                    // What an import brings was confirmed by somebody else, long ago. Whether there is an address is
                    // sealed.
                    if (confirmations.mayConcern(stored.position())
                            && Envelope.of(stored.metaData()).actor().kind() == Actor.Kind.KEY) {
                        set(stored, PlanEffect.CONFIRM_ORDER, stored.recordedAt());
                    }
                }
                case OrderAccepted accepted -> remove(stored, ExpireOrder.TIMER, order);
                case OrderCancelled cancelled -> remove(stored, ExpireOrder.TIMER, order);
            }
        }

        void of(EffectEvent event, StoredEvent<?> stored) {
            String effect = event.effectId().toString();
            switch (event) {
                case EffectPlanned planned -> {
                    remove(stored, PlanEffect.CONFIRM_ORDER, planned.subject().key());
                    set(stored, SendEffect.TIMER, planned.plannedAt());
                }
                case EffectSent sent -> set(stored, SendEffect.TIMER, sent.unclearFrom());
                case EffectRescheduled again -> set(stored, SendEffect.TIMER, again.nextAttemptAt());
                case EffectUnclear unclear -> set(stored, SendEffect.TIMER, unclear.askAt());
                case EffectConfirmed confirmed -> remove(stored, SendEffect.TIMER, effect);
                case EffectFailed failed -> remove(stored, SendEffect.TIMER, effect);
            }
        }

        private void set(StoredEvent<?> stored, String kind, Instant dueAt) {
            Timer timer = new Timer(
                    stored.event().tenantId(),
                    kind,
                    StreamId.parse(stored.stream()),
                    stored.version(),
                    dueAt,
                    Envelope.of(stored.metaData()).causedBy(stored.id()),
                    stored.position());
            last.put(TimerStore.idOf(timer.tenantId(), kind, timer.key()), Optional.of(timer));
        }

        private void remove(StoredEvent<?> stored, String kind, String key) {
            last.put(TimerStore.idOf(stored.event().tenantId(), kind, key), Optional.empty());
        }
    }

    @Override
    protected boolean follows(String streamKind) {
        return streamKind.equals("order") || streamKind.equals("effect");
    }

    /** The organization: what an order sets, its effect ends, so that a stream that is left out may concern either's timers. */
    @Override
    protected String subjectOf(String stream) {
        return StreamId.parse(stream).scope();
    }

    @Override
    protected boolean exists(int version) {
        return documents.exists(version);
    }

    @Override
    protected void create(int version) {
        documents.create(version);
    }

    @Override
    protected void drop(int version) {
        documents.drop(version);
    }

    @Override
    protected Fingerprint.Source fingerprints(int version) {
        return documents.fingerprints(version);
    }
}
