package io.comptoir.command.organizations;

import io.comptoir.command.access.Keys;
import io.comptoir.contract.Decision;
import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.organizations.OrganizationEvent;
import io.comptoir.contract.organizations.OrganizationRejection.OrganizationAlreadySuspended;
import io.comptoir.contract.organizations.OrganizationRejection.OrganizationNotFound;
import io.comptoir.contract.organizations.OrganizationRejection.OrganizationNotSuspended;
import io.comptoir.contract.organizations.OrganizationRejection.SlugTaken;
import io.comptoir.contract.organizations.OrganizationState;
import io.comptoir.contract.organizations.ResumeOrganization;
import io.comptoir.contract.organizations.SuspendOrganization;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Streams;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

@Component
class OrganizationCommands {

    private final Repository<Organization> organizations;
    private final Repository<SlugClaim> slugs;
    private final Keys keys;

    OrganizationCommands(Repository<Organization> organizations, Repository<SlugClaim> slugs, Keys keys) {
        this.organizations = organizations;
        this.slugs = slugs;
        this.keys = keys;
    }

    @CommandHandler
    Decision<TenantId> create(CreateOrganization command) throws Exception {
        if (Streams.load(slugs, SlugClaim.streamOf(command.slug())).isPresent()) {
            return Decision.refused(new SlugTaken(command.slug()));
        }
        slugs.newInstance(() -> new SlugClaim(command.tenantId(), command.slug()));
        keys.issue(command.tenantId(), command.ownerKey());
        organizations.newInstance(() -> new Organization(command));
        return Decision.accepted(command.tenantId(), OrganizationEvent.streamOf(command.tenantId()), 1);
    }

    @CommandHandler
    Decision<OrganizationState> suspend(SuspendOrganization command) {
        Optional<Aggregate<Organization>> organization = find(command.tenantId());
        if (organization.isEmpty()) {
            return Decision.refused(new OrganizationNotFound(command.tenantId()));
        }
        @Nullable
        Instant suspendedAt = organization.get().invoke(Organization::state).suspendedAt();
        if (suspendedAt != null) {
            return Decision.refused(new OrganizationAlreadySuspended(command.tenantId(), suspendedAt));
        }
        return changed(organization.get(), found -> found.suspend(command));
    }

    @CommandHandler
    Decision<OrganizationState> resume(ResumeOrganization command) {
        Optional<Aggregate<Organization>> organization = find(command.tenantId());
        if (organization.isEmpty()) {
            return Decision.refused(new OrganizationNotFound(command.tenantId()));
        }
        if (organization.get().invoke(Organization::state).suspendedAt() == null) {
            return Decision.refused(new OrganizationNotSuspended(command.tenantId()));
        }
        return changed(organization.get(), found -> found.resume(command));
    }

    private Optional<Aggregate<Organization>> find(TenantId tenantId) {
        return Streams.load(organizations, OrganizationEvent.streamOf(tenantId));
    }

    private static Decision<OrganizationState> changed(
            Aggregate<Organization> organization, Consumer<Organization> change) {
        organization.execute(change);
        OrganizationState state = organization.invoke(Organization::state);
        return Decision.accepted(state, OrganizationEvent.streamOf(state.id()), state.version());
    }
}
