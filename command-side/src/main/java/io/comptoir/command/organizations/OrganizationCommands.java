package io.comptoir.command.organizations;

import io.comptoir.contract.Decision;
import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.organizations.OrganizationRejection.SlugTaken;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Streams;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

@Component
class OrganizationCommands {

    private final Repository<Organization> organizations;
    private final Repository<SlugClaim> slugs;
    private final Repository<IssuedKey> keys;

    OrganizationCommands(
            Repository<Organization> organizations, Repository<SlugClaim> slugs, Repository<IssuedKey> keys) {
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
        keys.newInstance(() -> new IssuedKey(command.tenantId(), command.ownerKey()));
        organizations.newInstance(() -> new Organization(command));
        return Decision.accepted(command.tenantId(), Organization.streamOf(command.tenantId()), 1);
    }
}
