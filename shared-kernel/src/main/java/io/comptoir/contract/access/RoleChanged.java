package io.comptoir.contract.access;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.TenantId;
import java.util.List;

/** A role gives other permissions from now on, to everybody who has it. */
@Revision(1)
public record RoleChanged(TenantId tenantId, Role role, List<Permission> permissions) implements RoleEvent {

    public RoleChanged {
        permissions = permissions.stream().sorted().distinct().toList();
    }
}
