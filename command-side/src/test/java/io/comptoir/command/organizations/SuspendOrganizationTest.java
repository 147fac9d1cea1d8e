package io.comptoir.command.organizations;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.contract.organizations.OrganizationCreated;
import io.comptoir.contract.organizations.OrganizationRejection.OrganizationAlreadySuspended;
import io.comptoir.contract.organizations.OrganizationRejection.OrganizationNotFound;
import io.comptoir.contract.organizations.OrganizationRejection.OrganizationNotSuspended;
import io.comptoir.contract.organizations.OrganizationResumed;
import io.comptoir.contract.organizations.OrganizationState;
import io.comptoir.contract.organizations.OrganizationSuspended;
import io.comptoir.contract.organizations.ResumeOrganization;
import io.comptoir.contract.organizations.SuspendOrganization;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SuspendOrganizationTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Note REASON = new Note("unpaid");

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();

    @Test
    void anOrganizationIsSuspendedAndResumed() {
        scenario.given(new OrganizationCreated(tenant, new Slug("demo"), new Note("Demo")));

        scenario.when(new ResumeOrganization(tenant, REASON, NOON)).thenRefused(new OrganizationNotSuspended(tenant));
        scenario.when(new SuspendOrganization(tenant, REASON, NOON))
                .then(new OrganizationSuspended(tenant, REASON, NOON));
        assertThat(scenario.<OrganizationState>outcome().suspendedAt()).isEqualTo(NOON);
        scenario.when(new SuspendOrganization(tenant, REASON, NOON.plusSeconds(1)))
                .thenRefused(new OrganizationAlreadySuspended(tenant, NOON));
        scenario.when(new ResumeOrganization(tenant, REASON, NOON)).then(new OrganizationResumed(tenant, REASON, NOON));
        assertThat(scenario.<OrganizationState>outcome().suspendedAt()).isNull();
    }

    @Test
    void thereMustBeOne() {
        scenario.when(new SuspendOrganization(tenant, REASON, NOON)).thenRefused(new OrganizationNotFound(tenant));
        scenario.when(new ResumeOrganization(tenant, REASON, NOON)).thenRefused(new OrganizationNotFound(tenant));
    }
}
