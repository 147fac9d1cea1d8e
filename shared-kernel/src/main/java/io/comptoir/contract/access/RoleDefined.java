package io.comptoir.contract.access;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.TenantId;
import java.util.List;

/** The organization has a role of its own. */
@Revision(1)
public record RoleDefined(TenantId tenantId, Role role, List<Permission> permissions) implements RoleEvent {

    public RoleDefined {
        permissions = permissions.stream().sorted().distinct().toList();
    }
}
