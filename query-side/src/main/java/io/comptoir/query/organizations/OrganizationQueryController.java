package io.comptoir.query.organizations;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.organizations.OrganizationState;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.AccessEvents;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Problem;
import io.comptoir.query.reading.ReadsFrom;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OrganizationQueryController {

    private final AccessEvents access;

    OrganizationQueryController(AccessEvents access) {
        this.access = access;
    }

    /** The caller's own organization. */
    @GetMapping("/v1/organization")
    @Requires(Permission.ORGANIZATION_READ)
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    OrganizationState own(Caller caller) {
        return find(caller.tenantId());
    }

    /** Any organization, for the operator of the platform. */
    @GetMapping("/v1/organizations/{id}")
    @Requires(Permission.PLATFORM_OPERATE)
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    OrganizationState any(@PathVariable String id) {
        try {
            return find(TenantId.of(id));
        } catch (InvalidValue e) {
            throw Problem.notFound("organization");
        }
    }

    private OrganizationState find(TenantId id) {
        return access.organization(id).orElseThrow(() -> Problem.notFound("organization"));
    }
}
