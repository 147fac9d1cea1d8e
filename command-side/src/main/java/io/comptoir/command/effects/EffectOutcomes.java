package io.comptoir.command.effects;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.effects.EffectEvent;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.platform.messaging.PastOutcomes;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What commands to effects answered. */
@Component
final class EffectOutcomes implements PastOutcomes<EffectState> {

    @Override
    public String streamKind() {
        return "effect";
    }

    @Override
    public EffectState after(@Nullable EffectState before, DomainEvent event) {
        return EffectState.after(before, (EffectEvent) event);
    }
}
