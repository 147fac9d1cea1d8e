package io.comptoir.contract.access;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;
import java.util.List;

/** Gives a member exactly these roles. */
public record ChangeMemberGrants(TenantId tenantId, SubjectId subject, List<RoleGrant> grants) implements Command {

    public ChangeMemberGrants {
        grants = List.copyOf(grants);
    }
}
