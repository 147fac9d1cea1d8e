package io.comptoir.contract.access;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;

/** What happens to the roles that an organization defines for itself. */
public sealed interface RoleEvent extends DomainEvent permits RoleDefined, RoleChanged, RoleRemoved {

    Role role();

    /** All in one stream: there are few, and a credential needs to know them in one read. */
    static StreamId streamOf(TenantId tenantId) {
        return StreamId.of(tenantId, "roles", "all");
    }
}
