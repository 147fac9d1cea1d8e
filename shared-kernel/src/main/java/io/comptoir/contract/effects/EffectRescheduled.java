package io.comptoir.contract.effects;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/**
 * It certainly did not happen, and is planned again.
 *
 * @param reason     why, in a few words without personal data
 * @param attempts   how often it was tried in vain; a person who has it tried again begins at 0
 * @param nextAttemptAt not before then
 */
@Revision(1)
public record EffectRescheduled(
        TenantId tenantId, EffectId effectId, String reason, int attempts, Instant nextAttemptAt)
        implements EffectEvent {}
