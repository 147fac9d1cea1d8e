package io.comptoir.contract.organizations;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;

/** What happens to an organization. */
public sealed interface OrganizationEvent extends DomainEvent
        permits OrganizationCreated, OrganizationSuspended, OrganizationResumed {

    static StreamId streamOf(TenantId tenantId) {
        return StreamId.of(tenantId, "organization", tenantId.toString());
    }
}
