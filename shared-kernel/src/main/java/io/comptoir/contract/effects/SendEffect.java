package io.comptoir.contract.effects;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/** Says that an effect is about to be handed over. Of two who want to send it, one is refused. */
public record SendEffect(TenantId tenantId, EffectId effectId, Instant sentAt, Instant unclearFrom) implements Command {

    /** The kind of the timers that move an effect on. */
    public static final String TIMER = "effect";
}
