package io.comptoir.command.organizations;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.access.ApiKeyIssued;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.values.TenantId;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** An API key of an organization. */
@Aggregate(cache = "aggregateCache")
class IssuedKey {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    IssuedKey() {}

    IssuedKey(TenantId tenantId, KeyGrant grant) {
        apply(new ApiKeyIssued(tenantId, grant));
    }

    @EventSourcingHandler
    void evolve(ApiKeyIssued issued) {
        stream = ApiKeyIssued.streamOf(issued.key().id()).toString();
    }
}
