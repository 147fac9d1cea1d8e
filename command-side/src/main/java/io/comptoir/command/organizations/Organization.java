package io.comptoir.command.organizations;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.organizations.OrganizationCreated;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** A tenant. */
@Aggregate(cache = "aggregateCache")
class Organization {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    Organization() {}

    Organization(CreateOrganization command) {
        apply(new OrganizationCreated(command.tenantId(), command.slug(), command.name()));
    }

    static StreamId streamOf(TenantId tenantId) {
        return StreamId.of(tenantId, "organization", tenantId.toString());
    }

    @EventSourcingHandler
    void evolve(OrganizationCreated created) {
        stream = streamOf(created.tenantId()).toString();
    }
}
