package io.comptoir.contract.effects;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/** Enters an effect into the ledger. One that is there stays as it is. */
public record PlanEffect(TenantId tenantId, EffectId effectId, EffectKind kind, StreamId subject, Instant plannedAt)
        implements Command {

    /** The kind of the timers that lead to the confirmation of an order. */
    public static final String CONFIRM_ORDER = "confirm-order";
}
