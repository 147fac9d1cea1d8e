package io.comptoir.contract.effects;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/**
 * Says what became of an effect that was tried. Of an effect that somebody else has moved on meanwhile it says nothing; that it
 * was given up as unknown does not count as that.
 *
 * @param seen the version of the effect as whoever says this saw it last, with its own handover if there was one
 */
public record RecordEffectOutcome(
        TenantId tenantId, EffectId effectId, long seen, Outcome outcome, String detail, Instant at, Instant then)
        implements Command {

    /** What became of it. */
    public enum Outcome {
        /** It happened; {@code detail} says who says so. */
        CONFIRMED,
        /** It did not happen; it is tried again {@code then}. */
        NOT_NOW,
        /** It did not happen and will not. */
        FAILED,
        /** Nobody knows; the receiving side can be asked {@code then}. */
        UNKNOWN
    }
}
