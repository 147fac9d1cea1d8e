package io.comptoir.contract.access;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.TenantId;
import java.time.Duration;
import java.time.Instant;

/**
 * Gives a key a new secret.
 *
 * @param at            when this is asked
 * @param previousUntil how long the present secret works on: from {@code at} to {@link #MAX_OVERLAP} later
 */
public record RotateApiKey(TenantId tenantId, ApiKeyId keyId, String secretHash, Instant at, Instant previousUntil)
        implements Command {

    /** A month of two secrets is enough to change every user of a key. */
    public static final Duration MAX_OVERLAP = Duration.ofDays(30);
}
