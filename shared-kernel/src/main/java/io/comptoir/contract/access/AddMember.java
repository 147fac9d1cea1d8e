package io.comptoir.contract.access;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes somebody a member of the organization. */
public record AddMember(
        TenantId tenantId, SubjectId subject, @Nullable Note label, List<RoleGrant> grants) implements Command {

    public AddMember {
        grants = List.copyOf(grants);
    }
}
