package io.comptoir.contract.access;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;

/** What happens to the members of an organization. */
public sealed interface MemberEvent extends DomainEvent permits MemberAdded, MemberGrantsChanged, MemberRemoved {

    SubjectId subject();

    /** All in one stream, as the roles are. */
    static StreamId streamOf(TenantId tenantId) {
        return StreamId.of(tenantId, "members", "all");
    }
}
