package io.comptoir.command.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.access.AccessRejection.GrantCountOutOfRange;
import io.comptoir.contract.access.AccessRejection.MemberAlreadyAdded;
import io.comptoir.contract.access.AccessRejection.MemberNotFound;
import io.comptoir.contract.access.AccessRejection.TooManyMembers;
import io.comptoir.contract.access.AccessRejection.UnknownRole;
import io.comptoir.contract.access.AddMember;
import io.comptoir.contract.access.ChangeMemberGrants;
import io.comptoir.contract.access.Member;
import io.comptoir.contract.access.MemberAdded;
import io.comptoir.contract.access.MemberGrantsChanged;
import io.comptoir.contract.access.MemberRemoved;
import io.comptoir.contract.access.Members;
import io.comptoir.contract.access.RemoveMember;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.access.RoleGrant;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemberCommandsTest {

    private static final SubjectId MEMBER = new SubjectId("auth0|1");
    private static final Note LABEL = new Note("night shift");
    private static final List<RoleGrant> ANALYST =
            List.of(new RoleGrant(Role.ANALYST, Instant.parse("2030-01-01T00:00:00Z")));
    private static final List<RoleGrant> AUDITOR = List.of(new RoleGrant(Role.AUDITOR, null));

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();

    @Test
    void aMemberComesChangesAndGoes() {
        scenario.when(new AddMember(tenant, MEMBER, LABEL, ANALYST))
                .then(new MemberAdded(tenant, MEMBER, LABEL, ANALYST));
        scenario.when(new AddMember(tenant, MEMBER, null, AUDITOR)).thenRefused(new MemberAlreadyAdded(MEMBER));
        scenario.when(new ChangeMemberGrants(tenant, MEMBER, ANALYST)).thenRepeated();
        scenario.when(new ChangeMemberGrants(tenant, MEMBER, AUDITOR))
                .then(new MemberGrantsChanged(tenant, MEMBER, AUDITOR));
        assertThat(scenario.<Member>outcome()).isEqualTo(new Member(MEMBER, LABEL, AUDITOR));
        scenario.when(new RemoveMember(tenant, MEMBER)).then(new MemberRemoved(tenant, MEMBER));
        scenario.when(new RemoveMember(tenant, MEMBER)).thenRefused(new MemberNotFound(MEMBER));
        scenario.when(new ChangeMemberGrants(tenant, MEMBER, AUDITOR)).thenRefused(new MemberNotFound(MEMBER));
        scenario.when(new AddMember(tenant, MEMBER, null, AUDITOR))
                .then(new MemberAdded(tenant, MEMBER, null, AUDITOR));
    }

    @Test
    void onlyRolesThatThereAreCanBeGiven() {
        Role unknown = new Role("support");
        List<RoleGrant> grants = List.of(AUDITOR.getFirst(), new RoleGrant(unknown, null));

        scenario.when(new AddMember(tenant, MEMBER, null, grants)).thenRefused(new UnknownRole(unknown));
        scenario.given(new MemberAdded(tenant, MEMBER, null, AUDITOR));
        scenario.when(new ChangeMemberGrants(tenant, MEMBER, grants)).thenRefused(new UnknownRole(unknown));
    }

    @Test
    void aMemberHasOneToTwentyRoles() {
        List<RoleGrant> twenty = Collections.nCopies(Member.MAX_GRANTS, AUDITOR.getFirst());
        List<RoleGrant> more = Collections.nCopies(Member.MAX_GRANTS + 1, AUDITOR.getFirst());

        scenario.when(new AddMember(tenant, MEMBER, null, List.of()))
                .thenRefused(new GrantCountOutOfRange(0, Member.MAX_GRANTS));
        scenario.when(new AddMember(tenant, MEMBER, null, more))
                .thenRefused(new GrantCountOutOfRange(Member.MAX_GRANTS + 1, Member.MAX_GRANTS));
        scenario.when(new AddMember(tenant, MEMBER, null, twenty)).then(new MemberAdded(tenant, MEMBER, null, twenty));
        scenario.when(new ChangeMemberGrants(tenant, MEMBER, List.of()))
                .thenRefused(new GrantCountOutOfRange(0, Member.MAX_GRANTS));
    }

    @Test
    void anOrganizationHasAThousandMembers() {
        scenario.given(IntStream.range(1, Members.MAX_MEMBERS)
                .mapToObj(number -> new MemberAdded(tenant, new SubjectId("member-" + number), null, AUDITOR))
                .toArray(DomainEvent[]::new));

        scenario.when(new AddMember(tenant, MEMBER, null, AUDITOR))
                .then(new MemberAdded(tenant, MEMBER, null, AUDITOR));
        scenario.when(new AddMember(tenant, new SubjectId("another"), null, AUDITOR))
                .thenRefused(new TooManyMembers(Members.MAX_MEMBERS));
    }
}
