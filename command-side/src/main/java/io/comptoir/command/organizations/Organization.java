package io.comptoir.command.organizations;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.organizations.OrganizationCreated;
import io.comptoir.contract.organizations.OrganizationEvent;
import io.comptoir.contract.organizations.OrganizationResumed;
import io.comptoir.contract.organizations.OrganizationState;
import io.comptoir.contract.organizations.OrganizationSuspended;
import io.comptoir.contract.organizations.ResumeOrganization;
import io.comptoir.contract.organizations.SuspendOrganization;
import java.util.Objects;
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

    private @Nullable OrganizationState state;

    Organization() {}

    Organization(CreateOrganization command) {
        apply(new OrganizationCreated(command.tenantId(), command.slug(), command.name()));
    }

    void suspend(SuspendOrganization command) {
        apply(new OrganizationSuspended(command.tenantId(), command.reason(), command.at()));
    }

    void resume(ResumeOrganization command) {
        apply(new OrganizationResumed(command.tenantId(), command.reason(), command.at()));
    }

    OrganizationState state() {
        return Objects.requireNonNull(state);
    }

    @EventSourcingHandler
    void evolve(OrganizationEvent event) {
        stream = OrganizationEvent.streamOf(event.tenantId()).toString();
        state = OrganizationState.after(state, event);
    }
}
