package io.comptoir.contract.effects;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.EffectId;

/** What becomes of an effect. */
public sealed interface EffectEvent extends DomainEvent
        permits EffectPlanned, EffectSent, EffectRescheduled, EffectConfirmed, EffectUnclear, EffectFailed {

    EffectId effectId();
}
