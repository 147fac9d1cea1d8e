package io.comptoir.contract.effects;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/** A person found out whether an effect of which nobody knew happened. One that did not is planned again. */
public record ResolveEffect(TenantId tenantId, EffectId effectId, boolean delivered, Instant resolvedAt)
        implements Command {}
