package io.comptoir.contract.access;

import java.util.List;

/** A role with what it gives. */
public record RoleDefinition(Role role, List<Permission> permissions) {

    public RoleDefinition {
        permissions = permissions.stream().sorted().distinct().toList();
    }
}
