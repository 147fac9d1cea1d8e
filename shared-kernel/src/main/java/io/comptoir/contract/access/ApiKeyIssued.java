package io.comptoir.contract.access;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Revision;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;

/** A key can now be used for this organization. */
@Revision(1)
public record ApiKeyIssued(TenantId tenantId, KeyGrant key) implements DomainEvent {

    /** A key leads to its organization, so its stream is named before any organization is known. */
    public static StreamId streamOf(ApiKeyId id) {
        return StreamId.ofPlatform("api-key", id.value());
    }
}
