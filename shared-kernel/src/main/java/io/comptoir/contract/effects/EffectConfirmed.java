package io.comptoir.contract.effects;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/**
 * It happened.
 *
 * @param confirmedBy who says so: {@code receiver}, {@code archive} or {@code operator}
 */
@Revision(1)
public record EffectConfirmed(TenantId tenantId, EffectId effectId, String confirmedBy, Instant confirmedAt)
        implements EffectEvent {}
