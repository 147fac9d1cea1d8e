package io.comptoir.contract.access;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Revision;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;

/**
 * A known key was used and refused. Repeated refusals for one reason are told together, so that nobody can fill the history by
 * trying.
 *
 * @param count how often since the last time this was told; 1 or more
 */
@Revision(1)
public record ApiKeyRefused(TenantId tenantId, ApiKeyId keyId, Reason reason, long count) implements DomainEvent {

    /** Why; stored by name. */
    public enum Reason {
        WRONG_SECRET,
        EXPIRED,
        REVOKED,
        ORGANIZATION_SUSPENDED,
        /** It may be used, but not for what it was used for. */
        PERMISSION_MISSING
    }

    /** Beside the key's own stream, which is read whenever the key is used and must stay short. */
    public static StreamId streamOf(TenantId tenantId, ApiKeyId id) {
        return StreamId.of(tenantId, "api-key-refusals", id.value());
    }
}
