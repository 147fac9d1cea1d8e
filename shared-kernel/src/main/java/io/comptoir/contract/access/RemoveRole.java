package io.comptoir.contract.access;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.TenantId;

/** Removes a role that the organization defined. */
public record RemoveRole(TenantId tenantId, Role role) implements Command {}
