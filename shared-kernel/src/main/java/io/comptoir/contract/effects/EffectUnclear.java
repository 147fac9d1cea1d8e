package io.comptoir.contract.effects;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/**
 * Nobody knows whether it happened: it was handed over and the answer was lost. It is not sent again before that is found out.
 *
 * @param reason in a few words without personal data
 * @param askAt  when the receiving side can be asked first
 */
@Revision(1)
public record EffectUnclear(TenantId tenantId, EffectId effectId, String reason, Instant since, Instant askAt)
        implements EffectEvent {}
