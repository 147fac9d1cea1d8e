package io.comptoir.contract.effects;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/** Plans an effect again that failed. */
public record RetryEffect(TenantId tenantId, EffectId effectId, Instant requestedAt) implements Command {}
