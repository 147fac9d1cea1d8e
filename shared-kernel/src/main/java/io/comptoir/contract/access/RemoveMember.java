package io.comptoir.contract.access;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;

/** Ends a membership. */
public record RemoveMember(TenantId tenantId, SubjectId subject) implements Command {}
