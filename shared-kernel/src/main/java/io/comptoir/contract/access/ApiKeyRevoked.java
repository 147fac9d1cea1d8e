package io.comptoir.contract.access;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A key is refused from now on, for good. */
@Revision(1)
public record ApiKeyRevoked(
        TenantId tenantId, ApiKeyId keyId, @Nullable Note reason, Instant revokedAt) implements ApiKeyEvent {}
