package io.comptoir.contract.effects;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/**
 * It is being handed over: stored before the first byte leaves, so that from here on it may have happened.
 *
 * @param unclearFrom if nothing more is known by then, whoever sent it has died
 */
@Revision(1)
public record EffectSent(TenantId tenantId, EffectId effectId, Instant sentAt, Instant unclearFrom)
        implements EffectEvent {}
