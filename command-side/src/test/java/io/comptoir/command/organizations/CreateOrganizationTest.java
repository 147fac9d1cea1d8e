package io.comptoir.command.organizations;

import io.comptoir.command.CommandScenario;
import io.comptoir.contract.access.ApiKeyIssued;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.organizations.OrganizationCreated;
import io.comptoir.contract.organizations.OrganizationRejection.SlugTaken;
import io.comptoir.contract.organizations.SlugClaimed;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.ApiKey;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class CreateOrganizationTest {

    private static final Note NAME = new Note("An organization");

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();
    private final Slug slug = new Slug("s" + tenant.toString().substring(0, 35));
    private final KeyGrant ownerKey = newKey();

    @Test
    void createsTheOrganizationItsNameAndItsKeyTogether() {
        scenario.when(new CreateOrganization(tenant, slug, NAME, ownerKey))
                .then(
                        new SlugClaimed(tenant, slug),
                        new ApiKeyIssued(tenant, ownerKey),
                        new OrganizationCreated(tenant, slug, NAME));
    }

    @Test
    void givesASlugToOneOrganizationOnly() {
        scenario.when(new CreateOrganization(tenant, slug, NAME, ownerKey));
        CommandScenario other = new CommandScenario();

        other.when(new CreateOrganization(other.tenantId(), slug, NAME, newKey()))
                .thenRefused(new SlugTaken(slug));
    }

    private static KeyGrant newKey() {
        ApiKey key = ApiKey.generate(new SecureRandom());
        return new KeyGrant(key.id(), "hash", new Note("first key"), Role.OWNER);
    }
}
