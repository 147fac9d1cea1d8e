package io.comptoir.command.access;

import io.comptoir.command.CommandScenario;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.access.AccessRejection.PermissionOfThePlatform;
import io.comptoir.contract.access.AccessRejection.RoleAlreadyDefined;
import io.comptoir.contract.access.AccessRejection.RoleIsBuiltIn;
import io.comptoir.contract.access.AccessRejection.RoleNotFound;
import io.comptoir.contract.access.AccessRejection.TooManyRoles;
import io.comptoir.contract.access.ChangeRole;
import io.comptoir.contract.access.DefineRole;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.RemoveRole;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.access.RoleChanged;
import io.comptoir.contract.access.RoleDefined;
import io.comptoir.contract.access.RoleDefinitions;
import io.comptoir.contract.access.RoleRemoved;
import io.comptoir.contract.values.TenantId;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoleCommandsTest {

    private static final Role SUPPORT = new Role("support");
    private static final List<Permission> READS = List.of(Permission.ORDERS_READ, Permission.SEARCH_READ);

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();

    @Test
    void aRoleIsDefinedChangedAndRemoved() {
        scenario.when(new DefineRole(tenant, SUPPORT, READS)).then(new RoleDefined(tenant, SUPPORT, READS));
        scenario.when(new DefineRole(tenant, SUPPORT, READS)).thenRefused(new RoleAlreadyDefined(SUPPORT));
        scenario.when(new ChangeRole(tenant, SUPPORT, READS)).thenRepeated();
        scenario.when(new ChangeRole(tenant, SUPPORT, List.of(Permission.ORDERS_READ)))
                .then(new RoleChanged(tenant, SUPPORT, List.of(Permission.ORDERS_READ)));
        scenario.when(new RemoveRole(tenant, SUPPORT)).then(new RoleRemoved(tenant, SUPPORT));
        scenario.when(new RemoveRole(tenant, SUPPORT)).thenRefused(new RoleNotFound(SUPPORT));
        scenario.when(new ChangeRole(tenant, SUPPORT, READS)).thenRefused(new RoleNotFound(SUPPORT));
        scenario.when(new DefineRole(tenant, SUPPORT, READS)).then(new RoleDefined(tenant, SUPPORT, READS));
    }

    @Test
    void aBuiltInRoleIsTheSameEverywhere() {
        scenario.when(new DefineRole(tenant, Role.OWNER, READS)).thenRefused(new RoleIsBuiltIn(Role.OWNER));
        scenario.when(new ChangeRole(tenant, Role.OWNER, READS)).thenRefused(new RoleIsBuiltIn(Role.OWNER));
        scenario.when(new RemoveRole(tenant, Role.OWNER)).thenRefused(new RoleIsBuiltIn(Role.OWNER));
    }

    @Test
    void noRoleGivesWhatConcernsAllOrganizations() {
        List<Permission> mixed = List.of(Permission.ORDERS_READ, Permission.PLATFORM_OPERATE);
        PermissionOfThePlatform refusal = new PermissionOfThePlatform(List.of(Permission.PLATFORM_OPERATE));

        scenario.when(new DefineRole(tenant, SUPPORT, mixed)).thenRefused(refusal);
        scenario.given(new RoleDefined(tenant, SUPPORT, READS));
        scenario.when(new ChangeRole(tenant, SUPPORT, mixed)).thenRefused(refusal);
    }

    @Test
    void anOrganizationHasAHundredRolesOfItsOwn() {
        scenario.given(IntStream.range(1, RoleDefinitions.MAX_ROLES)
                .mapToObj(number -> new RoleDefined(tenant, new Role("role-" + number), READS))
                .toArray(DomainEvent[]::new));

        scenario.when(new DefineRole(tenant, SUPPORT, READS)).then(new RoleDefined(tenant, SUPPORT, READS));
        scenario.when(new DefineRole(tenant, new Role("another"), READS))
                .thenRefused(new TooManyRoles(RoleDefinitions.MAX_ROLES));
    }

    @Test
    void anotherOrganizationsRolesAreItsOwn() {
        CommandScenario other = new CommandScenario();
        other.given(new RoleDefined(other.tenantId(), SUPPORT, READS));

        scenario.when(new RemoveRole(tenant, SUPPORT)).thenRefused(new RoleNotFound(SUPPORT));
        scenario.when(new DefineRole(tenant, SUPPORT, READS)).then(new RoleDefined(tenant, SUPPORT, READS));
    }
}
