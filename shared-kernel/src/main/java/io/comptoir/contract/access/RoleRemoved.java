package io.comptoir.contract.access;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.TenantId;

/** A role is gone; whoever still has it, has nothing by it. */
@Revision(1)
public record RoleRemoved(TenantId tenantId, Role role) implements RoleEvent {}
