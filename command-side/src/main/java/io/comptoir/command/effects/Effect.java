package io.comptoir.command.effects;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.effects.EffectEvent;
import io.comptoir.contract.effects.EffectPlanned;
import io.comptoir.contract.effects.EffectState;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** An effect. What may become of it is decided by {@link EffectCommands}. */
@Aggregate(cache = "aggregateCache")
class Effect {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    private @Nullable EffectState state;

    Effect() {}

    Effect(EffectPlanned planned) {
        apply(planned);
    }

    void become(EffectEvent event) {
        apply(event);
    }

    EffectState state() {
        return Objects.requireNonNull(state);
    }

    @EventSourcingHandler
    void evolve(EffectEvent event) {
        stream = event.effectId().streamOf(event.tenantId()).toString();
        state = EffectState.after(state, event);
    }
}
