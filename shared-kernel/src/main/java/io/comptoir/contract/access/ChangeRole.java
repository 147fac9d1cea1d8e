package io.comptoir.contract.access;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.TenantId;
import java.util.List;

/** Makes a role of an organization give exactly these permissions. */
public record ChangeRole(TenantId tenantId, Role role, List<Permission> permissions) implements Command {

    public ChangeRole {
        permissions = List.copyOf(permissions);
    }
}
