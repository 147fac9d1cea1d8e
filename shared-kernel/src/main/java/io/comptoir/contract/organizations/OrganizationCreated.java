package io.comptoir.contract.organizations;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.TenantId;

@Revision(1)
public record OrganizationCreated(TenantId tenantId, Slug slug, Note name) implements OrganizationEvent {}
