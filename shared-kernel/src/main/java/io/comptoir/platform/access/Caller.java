package io.comptoir.platform.access;

import io.comptoir.contract.access.Role;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.TenantId;

/**
 * Who makes the current request and for which organization, from the credential alone. A controller method that has it as a
 * parameter receives it.
 */
public record Caller(TenantId tenantId, Actor actor, Role role) {}
