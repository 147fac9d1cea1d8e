package io.comptoir.contract.access;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Ends a key for good. */
public record RevokeApiKey(
        TenantId tenantId, ApiKeyId keyId, @Nullable Note reason, Instant at) implements Command {}
