package io.comptoir.contract.access;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.TenantId;
import java.util.List;

/** Gives an organization a role of its own. */
public record DefineRole(TenantId tenantId, Role role, List<Permission> permissions) implements Command {

    public DefineRole {
        permissions = List.copyOf(permissions);
    }
}
