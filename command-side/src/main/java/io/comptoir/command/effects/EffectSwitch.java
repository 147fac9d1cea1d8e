package io.comptoir.command.effects;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.effects.EffectKindSwitched;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** Whether effects of a kind are on, and since when. */
@Aggregate(cache = "aggregateCache")
class EffectSwitch {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    private @Nullable EffectKindSwitched last;
    private long version;

    EffectSwitch() {}

    EffectSwitch(EffectKindSwitched first) {
        apply(first);
    }

    void become(EffectKindSwitched next) {
        apply(next);
    }

    EffectKindSwitched last() {
        return Objects.requireNonNull(last);
    }

    long version() {
        return version;
    }

    @EventSourcingHandler
    void evolve(EffectKindSwitched event) {
        stream = EffectKindSwitched.streamOf(event.kind()).toString();
        last = event;
        version++;
    }
}
