package io.comptoir.projection.replay;

import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/**
 * A state with what its last event says about it.
 *
 * @param id         {@link ReadModel#documentId}
 * @param before     the version this was made from, 0 where there was none
 * @param version    how many events made the state
 * @param position   of the last event in the stream of all events
 * @param recordedAt when the last event was stored
 */
public record Document<S>(
        String id, TenantId tenantId, long before, long version, long position, Instant recordedAt, S state) {}
