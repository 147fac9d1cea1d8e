package io.comptoir.contract.access;

import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.SubjectId;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Somebody who belongs to an organization. */
public record Member(SubjectId subject, @Nullable Note label, List<RoleGrant> grants) {

    /** The most roles of one member. */
    public static final int MAX_GRANTS = 20;

    public Member {
        grants = List.copyOf(grants);
    }

    /** What the member may do now, all roles together. */
    public Set<Permission> permissions(RoleDefinitions roles, Instant now) {
        EnumSet<Permission> all = EnumSet.noneOf(Permission.class);
        for (RoleGrant grant : grants) {
            if (grant.isValid(now)) {
                roles.permissionsOf(grant.role()).ifPresent(all::addAll);
            }
        }
        return all;
    }
}
