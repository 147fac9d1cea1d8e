package io.comptoir.contract.access;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Somebody belongs to the organization.
 *
 * @param label what the organization calls the member; it must not name a person, because events are for ever
 */
@Revision(1)
public record MemberAdded(
        TenantId tenantId, SubjectId subject, @Nullable Note label, List<RoleGrant> grants) implements MemberEvent {

    public MemberAdded {
        grants = List.copyOf(grants);
    }
}
