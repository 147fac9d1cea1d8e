package io.comptoir.contract.effects;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/**
 * It did not happen and will not by itself.
 *
 * @param reason in a few words without personal data, such as {@code erased}
 */
@Revision(1)
public record EffectFailed(TenantId tenantId, EffectId effectId, String reason, Instant failedAt)
        implements EffectEvent {}
