package io.comptoir.contract.organizations;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/** Every credential of the organization is refused until it is resumed; nothing else changes. */
@Revision(1)
public record OrganizationSuspended(TenantId tenantId, Note reason, Instant suspendedAt) implements OrganizationEvent {}
