package io.comptoir.contract.values;

import java.util.UUID;

/** Something that is done outside, within its organization. Whoever it reaches can recognise it by this id. */
public record EffectId(UUID value) {

    public static EffectId of(String text) {
        return new EffectId(Uuids.parse(text));
    }

    /** The effect of a kind that an event has: the same event always gives the same effect. */
    public static EffectId of(TenantId tenantId, String kind, String eventId) {
        return new EffectId(Uuids.derivedFrom("effect", tenantId.toString(), kind, eventId));
    }

    public StreamId streamOf(TenantId tenantId) {
        return StreamId.of(tenantId, "effect", toString());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
