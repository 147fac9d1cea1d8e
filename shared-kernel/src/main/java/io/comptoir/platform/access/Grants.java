package io.comptoir.platform.access;

import io.comptoir.contract.access.ApiKeyState;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.access.RoleDefinitions;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Works out what somebody may do. A role or a member that is not there gives nothing. */
@Component
public final class Grants {

    private final AccessEvents events;

    Grants(AccessEvents events) {
        this.events = events;
    }

    /** What a key may do at a moment, if it is believed at all. */
    public Set<Permission> of(ApiKeyState key, Instant now) {
        return ofKey(key.tenantId(), key.role(), key.scopes(), key.member(), key.operatesPlatform(), now);
    }

    /**
     * What a key like this may do: what its role gives, and the platform's permissions if it is the operator's, but no more
     * than its scopes and its member allow. A member never has permissions of the platform.
     */
    public Set<Permission> ofKey(
            TenantId tenantId,
            Role role,
            @Nullable List<Permission> scopes,
            @Nullable SubjectId member,
            boolean platformOperator,
            Instant now) {
        // Most keys have a built-in role and no member: they need not wait for more to be read.
        RoleDefinitions roles = role.isBuiltIn() && member == null ? RoleDefinitions.NONE : events.roles(tenantId);
        EnumSet<Permission> all = EnumSet.noneOf(Permission.class);
        roles.permissionsOf(role).ifPresent(all::addAll);
        if (member != null) {
            all.retainAll(events.members(tenantId)
                    .find(member)
                    .map(found -> found.permissions(roles, now))
                    .orElse(Set.of()));
        }
        all.removeAll(Permission.OF_THE_PLATFORM);
        if (platformOperator && member == null) {
            all.addAll(Permission.OF_THE_PLATFORM);
        }
        if (scopes != null) {
            all.retainAll(Set.copyOf(scopes));
        }
        return Collections.unmodifiableSet(all);
    }

    /** What a role gives in an organization now; nothing if there is no such role. */
    public Set<Permission> ofRole(TenantId tenantId, Role role) {
        return (role.isBuiltIn() ? RoleDefinitions.NONE : events.roles(tenantId))
                .permissionsOf(role)
                .orElse(Set.of());
    }
}
