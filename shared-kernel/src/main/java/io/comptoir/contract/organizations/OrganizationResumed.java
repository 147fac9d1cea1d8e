package io.comptoir.contract.organizations;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;

/** The organization's credentials work again. */
@Revision(1)
public record OrganizationResumed(TenantId tenantId, Note reason, Instant resumedAt) implements OrganizationEvent {}
