package io.comptoir.projection.effects;

import io.comptoir.contract.effects.EffectEvent;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.comptoir.projection.replay.DocumentStore;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.StateProjection;
import org.axonframework.config.ProcessingGroup;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.EventMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
@ConditionalOnRole(NodeRole.PROJECTION)
@ProcessingGroup("effects")
class EffectViewProjection extends StateProjection<EffectEvent, EffectState> {

    EffectViewProjection(DocumentStore<EffectState> views) {
        super(ReadModels.EFFECTS, views, "effect");
    }

    @EventHandler
    void on(EffectEvent event, EventMessage<?> message) {
        stage(event, message);
    }

    @Override
    protected String keyOf(EffectEvent event) {
        return event.effectId().toString();
    }

    @Override
    protected EffectState after(@Nullable EffectState before, EffectEvent event) {
        return EffectState.after(before, event);
    }
}
