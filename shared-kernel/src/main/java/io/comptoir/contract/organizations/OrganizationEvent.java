package io.comptoir.contract.organizations;

import io.comptoir.contract.DomainEvent;

/** What happens to an organization. */
public sealed interface OrganizationEvent extends DomainEvent permits OrganizationCreated, SlugClaimed {}
