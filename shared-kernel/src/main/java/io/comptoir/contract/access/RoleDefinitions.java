package io.comptoir.contract.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The roles that an organization defined for itself.
 *
 * @param roles   in the order of their definition, those changed last at the end
 * @param version how many events made this, 0 where there is none
 */
public record RoleDefinitions(List<RoleDefinition> roles, long version) {

    public static final RoleDefinitions NONE = new RoleDefinitions(List.of(), 0);

    /** The most roles of one organization. */
    public static final int MAX_ROLES = 100;

    public RoleDefinitions {
        roles = List.copyOf(roles);
    }

    public RoleDefinitions after(RoleEvent event) {
        List<RoleDefinition> others = new ArrayList<>(roles);
        others.removeIf(definition -> definition.role().equals(event.role()));
        switch (event) {
            case RoleDefined defined -> others.add(new RoleDefinition(defined.role(), defined.permissions()));
            case RoleChanged changed -> others.add(new RoleDefinition(changed.role(), changed.permissions()));
            case RoleRemoved removed -> {}
        }
        return new RoleDefinitions(others, version + 1);
    }

    /** The role as the organization defined it; empty if it did not. */
    public Optional<RoleDefinition> find(Role role) {
        return roles.stream()
                .filter(definition -> definition.role().equals(role))
                .findFirst();
    }

    /** What a role gives in this organization; empty if there is no such role. */
    public Optional<Set<Permission>> permissionsOf(Role role) {
        return role.builtInPermissions().or(() -> find(role).map(definition -> Set.copyOf(definition.permissions())));
    }
}
