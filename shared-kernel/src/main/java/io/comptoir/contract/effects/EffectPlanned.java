package io.comptoir.contract.effects;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/** @param subject the stream of what it is about */
@Revision(1)
public record EffectPlanned(TenantId tenantId, EffectId effectId, EffectKind kind, StreamId subject, Instant plannedAt)
        implements EffectEvent {}
