package io.comptoir.platform.access;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.TenantId;
import java.util.Set;

/**
 * Who makes the current request, for which organization and with what permissions, from the credential alone. A controller
 * method that has it as a parameter receives it.
 */
public record Caller(TenantId tenantId, Actor actor, Set<Permission> permissions) {

    public Caller {
        permissions = Set.copyOf(permissions);
    }

    public boolean may(Permission permission) {
        return permissions.contains(permission);
    }
}
