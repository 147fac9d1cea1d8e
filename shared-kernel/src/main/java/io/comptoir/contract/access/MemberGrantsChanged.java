package io.comptoir.contract.access;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;
import java.util.List;

/** A member has exactly these roles from now on. */
@Revision(1)
public record MemberGrantsChanged(TenantId tenantId, SubjectId subject, List<RoleGrant> grants) implements MemberEvent {

    public MemberGrantsChanged {
        grants = List.copyOf(grants);
    }
}
