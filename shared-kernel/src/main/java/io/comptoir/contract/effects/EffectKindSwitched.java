package io.comptoir.contract.effects;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Revision;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;

/**
 * Effects of a kind were switched on or off, for all organizations.
 *
 * @param tenantId {@link SwitchEffectKind#PLATFORM}
 * @param after    events up to this position have no effect of the kind, whenever and however often they are read
 */
@Revision(1)
public record EffectKindSwitched(TenantId tenantId, EffectKind kind, boolean on, long after) implements DomainEvent {

    public static StreamId streamOf(EffectKind kind) {
        return StreamId.ofPlatform("effect-kind", kind.wireName());
    }
}
