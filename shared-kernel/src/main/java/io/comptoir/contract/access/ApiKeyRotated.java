package io.comptoir.contract.access;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/**
 * A key has a new secret. The one before works on for a while, so that its users can be changed one after another; one before
 * that ends at once.
 *
 * @param secretHash    of the new secret
 * @param previousUntil from when on the secret before is refused
 */
@Revision(1)
public record ApiKeyRotated(
        TenantId tenantId, ApiKeyId keyId, String secretHash, Instant rotatedAt, Instant previousUntil)
        implements ApiKeyEvent {}
