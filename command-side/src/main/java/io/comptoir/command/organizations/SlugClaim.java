package io.comptoir.command.organizations;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.comptoir.contract.organizations.SlugClaimed;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** Keeps a slug unique on the whole platform: its stream is named after the slug, so a second claim cannot be stored. */
@Aggregate(cache = "aggregateCache")
class SlugClaim {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    SlugClaim() {}

    SlugClaim(TenantId tenantId, Slug slug) {
        apply(new SlugClaimed(tenantId, slug));
    }

    static StreamId streamOf(Slug slug) {
        return StreamId.ofPlatform("slug", slug.value());
    }

    @EventSourcingHandler
    void evolve(SlugClaimed claimed) {
        stream = streamOf(claimed.slug()).toString();
    }
}
