package io.comptoir.command.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.contract.access.AccessRejection.ApiKeyAlreadyRevoked;
import io.comptoir.contract.access.AccessRejection.ApiKeyNotFound;
import io.comptoir.contract.access.AccessRejection.OverlapOutOfRange;
import io.comptoir.contract.access.AccessRejection.UnknownMember;
import io.comptoir.contract.access.AccessRejection.UnknownRole;
import io.comptoir.contract.access.ApiKeyIssued;
import io.comptoir.contract.access.ApiKeyRevoked;
import io.comptoir.contract.access.ApiKeyRotated;
import io.comptoir.contract.access.ApiKeyState;
import io.comptoir.contract.access.IssueApiKey;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.MemberAdded;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.RevokeApiKey;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.access.RoleDefined;
import io.comptoir.contract.access.RoleGrant;
import io.comptoir.contract.access.RotateApiKey;
import io.comptoir.contract.values.ApiKeyId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.ApiKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeyCommandsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Role SUPPORT = new Role("support");
    private static final SubjectId MEMBER = new SubjectId("auth0|1");
    private static final Note REASON = new Note("leaked");

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();
    private final ApiKeyId id = ApiKey.generate(new SecureRandom()).id();

    @Test
    void issuesAKeyWithAllThatWasAskedFor() {
        KeyGrant grant = new KeyGrant(
                id, "hash", new Note("till"), SUPPORT, List.of(Permission.ORDERS_READ), MEMBER, NOON, null);

        scenario.given(
                        new RoleDefined(tenant, SUPPORT, List.of(Permission.ORDERS_READ)),
                        new MemberAdded(tenant, MEMBER, null, List.of(new RoleGrant(SUPPORT, null))))
                .when(new IssueApiKey(tenant, grant))
                .then(new ApiKeyIssued(tenant, grant));
        assertThat(scenario.<ApiKeyState>outcome()).isEqualTo(ApiKeyState.after(null, new ApiKeyIssued(tenant, grant)));
    }

    @Test
    void knowsNoRoleOrMemberOfAnotherOrganization() {
        CommandScenario other = new CommandScenario();
        other.given(
                new RoleDefined(other.tenantId(), SUPPORT, List.of(Permission.ORDERS_READ)),
                new MemberAdded(other.tenantId(), MEMBER, null, List.of(new RoleGrant(SUPPORT, null))));

        scenario.when(new IssueApiKey(tenant, grant(SUPPORT, null))).thenRefused(new UnknownRole(SUPPORT));
        scenario.when(new IssueApiKey(tenant, grant(Role.OWNER, MEMBER))).thenRefused(new UnknownMember(MEMBER));
    }

    @Test
    void aRotationKeepsTheSecretBeforeForAMonthAtMost() {
        Instant longest = NOON.plus(RotateApiKey.MAX_OVERLAP);
        scenario.given(new ApiKeyIssued(tenant, grant(Role.OWNER, null)));

        scenario.when(new RotateApiKey(tenant, id, "next", NOON, NOON))
                .then(new ApiKeyRotated(tenant, id, "next", NOON, NOON));
        scenario.when(new RotateApiKey(tenant, id, "next", NOON, longest))
                .then(new ApiKeyRotated(tenant, id, "next", NOON, longest));
        assertThat(scenario.<ApiKeyState>outcome().previousUntil()).isEqualTo(longest);
        OverlapOutOfRange refusal = new OverlapOutOfRange(Duration.ofDays(30).toSeconds());
        scenario.when(new RotateApiKey(tenant, id, "next", NOON, longest.plusMillis(1)))
                .thenRefused(refusal);
        scenario.when(new RotateApiKey(tenant, id, "next", NOON, NOON.minusMillis(1)))
                .thenRefused(refusal);
    }

    @Test
    void aRevokedKeyStaysRevoked() {
        scenario.given(new ApiKeyIssued(tenant, grant(Role.OWNER, null)));

        scenario.when(new RevokeApiKey(tenant, id, REASON, NOON)).then(new ApiKeyRevoked(tenant, id, REASON, NOON));
        scenario.when(new RevokeApiKey(tenant, id, null, NOON.plusSeconds(1))).thenRepeated();
        scenario.when(new RotateApiKey(tenant, id, "next", NOON, NOON)).thenRefused(new ApiKeyAlreadyRevoked(id, NOON));
    }

    @Test
    void anotherOrganizationsKeyDoesNotExist() {
        CommandScenario other = new CommandScenario();
        other.given(new ApiKeyIssued(other.tenantId(), grant(Role.OWNER, null)));

        scenario.when(new RotateApiKey(tenant, id, "next", NOON, NOON)).thenRefused(new ApiKeyNotFound(id));
        scenario.when(new RevokeApiKey(tenant, id, REASON, NOON)).thenRefused(new ApiKeyNotFound(id));
        assertThat(other.when(new RevokeApiKey(other.tenantId(), id, REASON, NOON))
                        .appended())
                .hasSize(1);
    }

    private KeyGrant grant(Role role, @Nullable SubjectId member) {
        return new KeyGrant(id, "hash", new Note("till"), role, null, member, null, null);
    }
}
