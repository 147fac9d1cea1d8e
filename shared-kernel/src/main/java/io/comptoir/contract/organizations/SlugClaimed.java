package io.comptoir.contract.organizations;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Revision;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.TenantId;

/** The slug belongs to this organization from now on. Its stream has the slug as key, so that the event store keeps it unique. */
@Revision(1)
public record SlugClaimed(TenantId tenantId, Slug slug) implements DomainEvent {}
