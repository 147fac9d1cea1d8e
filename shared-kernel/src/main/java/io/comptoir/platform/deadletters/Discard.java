package io.comptoir.platform.deadletters;

import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event that somebody decided to leave out for good.
 *
 * @param group   of the handlers that leave it out, every version of them
 * @param version of the event in its stream, from 1
 * @param by      the id of the actor who decided it
 * @param reason  what that actor said; for people of the organization, never for logs
 * @param before  only versions of the handler below this leave it out, as a later rebuild asked for it; absent: all
 */
public record Discard(
        String group,
        @Nullable TenantId tenantId,
        String stream,
        long version,
        Instant at,
        String by,
        String reason,
        @Nullable Integer before) {

    public static final int MAX_REASON_LENGTH = 500;
}
