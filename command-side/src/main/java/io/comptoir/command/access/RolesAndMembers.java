package io.comptoir.command.access;

import io.comptoir.contract.Decision;
import io.comptoir.contract.access.AccessRejection.GrantCountOutOfRange;
import io.comptoir.contract.access.AccessRejection.MemberAlreadyAdded;
import io.comptoir.contract.access.AccessRejection.MemberNotFound;
import io.comptoir.contract.access.AccessRejection.PermissionOfThePlatform;
import io.comptoir.contract.access.AccessRejection.RoleAlreadyDefined;
import io.comptoir.contract.access.AccessRejection.RoleIsBuiltIn;
import io.comptoir.contract.access.AccessRejection.RoleNotFound;
import io.comptoir.contract.access.AccessRejection.TooManyMembers;
import io.comptoir.contract.access.AccessRejection.TooManyRoles;
import io.comptoir.contract.access.AccessRejection.UnknownRole;
import io.comptoir.contract.access.AddMember;
import io.comptoir.contract.access.ChangeMemberGrants;
import io.comptoir.contract.access.ChangeRole;
import io.comptoir.contract.access.DefineRole;
import io.comptoir.contract.access.Member;
import io.comptoir.contract.access.MemberEvent;
import io.comptoir.contract.access.Members;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.RemoveMember;
import io.comptoir.contract.access.RemoveRole;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.access.RoleDefinition;
import io.comptoir.contract.access.RoleDefinitions;
import io.comptoir.contract.access.RoleEvent;
import io.comptoir.contract.access.RoleGrant;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Streams;
import java.util.List;
import java.util.Optional;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/**
 * Decides about an organization's own roles and about its members. Where both are needed, the members are loaded first, so
 * that no two decisions wait for each other.
 */
@Component
class RolesAndMembers {

    private final Repository<DefinedRoles> roles;
    private final Repository<Membership> members;

    RolesAndMembers(Repository<DefinedRoles> roles, Repository<Membership> members) {
        this.roles = roles;
        this.members = members;
    }

    boolean exists(TenantId tenantId, Role role) {
        return role.isBuiltIn() || definitions(tenantId).find(role).isPresent();
    }

    boolean isMember(TenantId tenantId, SubjectId subject) {
        return loadMembers(tenantId)
                .map(found -> found.invoke(Membership::state))
                .orElse(Members.NONE)
                .find(subject)
                .isPresent();
    }

    @CommandHandler
    Decision<RoleDefinition> define(DefineRole command) throws Exception {
        if (command.role().isBuiltIn()) {
            return Decision.refused(new RoleIsBuiltIn(command.role()));
        }
        List<Permission> foreign = ofThePlatform(command.permissions());
        if (!foreign.isEmpty()) {
            return Decision.refused(new PermissionOfThePlatform(foreign));
        }
        Optional<Aggregate<DefinedRoles>> found = loadRoles(command.tenantId());
        RoleDefinitions before = stateOf(found);
        if (before.find(command.role()).isPresent()) {
            return Decision.refused(new RoleAlreadyDefined(command.role()));
        }
        if (before.roles().size() >= RoleDefinitions.MAX_ROLES) {
            return Decision.refused(new TooManyRoles(RoleDefinitions.MAX_ROLES));
        }
        if (found.isPresent()) {
            found.get().execute(all -> all.define(command));
        } else {
            roles.newInstance(() -> new DefinedRoles(command));
        }
        return accepted(command.tenantId(), command.role(), command.permissions(), before.version() + 1);
    }

    @CommandHandler
    Decision<RoleDefinition> change(ChangeRole command) {
        if (command.role().isBuiltIn()) {
            return Decision.refused(new RoleIsBuiltIn(command.role()));
        }
        List<Permission> foreign = ofThePlatform(command.permissions());
        if (!foreign.isEmpty()) {
            return Decision.refused(new PermissionOfThePlatform(foreign));
        }
        Optional<Aggregate<DefinedRoles>> found = loadRoles(command.tenantId());
        RoleDefinitions before = stateOf(found);
        if (found.isEmpty() || before.find(command.role()).isEmpty()) {
            return Decision.refused(new RoleNotFound(command.role()));
        }
        RoleDefinition wanted = new RoleDefinition(command.role(), command.permissions());
        if (before.find(command.role()).orElseThrow().equals(wanted)) {
            return Decision.repeated(wanted, RoleEvent.streamOf(command.tenantId()), before.version());
        }
        found.get().execute(all -> all.change(command));
        return accepted(command.tenantId(), command.role(), command.permissions(), before.version() + 1);
    }

    @CommandHandler
    Decision<RoleDefinition> remove(RemoveRole command) {
        if (command.role().isBuiltIn()) {
            return Decision.refused(new RoleIsBuiltIn(command.role()));
        }
        Optional<Aggregate<DefinedRoles>> found = loadRoles(command.tenantId());
        RoleDefinitions before = stateOf(found);
        Optional<RoleDefinition> removed = before.find(command.role());
        if (found.isEmpty() || removed.isEmpty()) {
            return Decision.refused(new RoleNotFound(command.role()));
        }
        found.get().execute(all -> all.remove(command));
        return accepted(command.tenantId(), command.role(), removed.get().permissions(), before.version() + 1);
    }

    private static Decision<RoleDefinition> accepted(
            TenantId tenantId, Role role, List<Permission> permissions, long version) {
        return Decision.accepted(new RoleDefinition(role, permissions), RoleEvent.streamOf(tenantId), version);
    }

    private static List<Permission> ofThePlatform(List<Permission> permissions) {
        return permissions.stream().filter(Permission.OF_THE_PLATFORM::contains).toList();
    }

    @CommandHandler
    Decision<Member> add(AddMember command) throws Exception {
        if (isOutOfRange(command.grants())) {
            return Decision.refused(new GrantCountOutOfRange(command.grants().size(), Member.MAX_GRANTS));
        }
        Optional<Aggregate<Membership>> found = loadMembers(command.tenantId());
        Members before = found.map(all -> all.invoke(Membership::state)).orElse(Members.NONE);
        if (before.find(command.subject()).isPresent()) {
            return Decision.refused(new MemberAlreadyAdded(command.subject()));
        }
        if (before.members().size() >= Members.MAX_MEMBERS) {
            return Decision.refused(new TooManyMembers(Members.MAX_MEMBERS));
        }
        Optional<Role> unknown = unknownRole(command.tenantId(), command.grants());
        if (unknown.isPresent()) {
            return Decision.refused(new UnknownRole(unknown.get()));
        }
        if (found.isPresent()) {
            found.get().execute(all -> all.add(command));
        } else {
            members.newInstance(() -> new Membership(command));
        }
        return Decision.accepted(
                new Member(command.subject(), command.label(), command.grants()),
                MemberEvent.streamOf(command.tenantId()),
                before.version() + 1);
    }

    @CommandHandler
    Decision<Member> change(ChangeMemberGrants command) {
        if (isOutOfRange(command.grants())) {
            return Decision.refused(new GrantCountOutOfRange(command.grants().size(), Member.MAX_GRANTS));
        }
        Optional<Aggregate<Membership>> found = loadMembers(command.tenantId());
        Members before = found.map(all -> all.invoke(Membership::state)).orElse(Members.NONE);
        Optional<Member> member = before.find(command.subject());
        if (found.isEmpty() || member.isEmpty()) {
            return Decision.refused(new MemberNotFound(command.subject()));
        }
        Optional<Role> unknown = unknownRole(command.tenantId(), command.grants());
        if (unknown.isPresent()) {
            return Decision.refused(new UnknownRole(unknown.get()));
        }
        Member wanted = new Member(command.subject(), member.get().label(), command.grants());
        if (wanted.equals(member.get())) {
            return Decision.repeated(wanted, MemberEvent.streamOf(command.tenantId()), before.version());
        }
        found.get().execute(all -> all.change(command));
        return Decision.accepted(wanted, MemberEvent.streamOf(command.tenantId()), before.version() + 1);
    }

    @CommandHandler
    Decision<Member> remove(RemoveMember command) {
        Optional<Aggregate<Membership>> found = loadMembers(command.tenantId());
        Members before = found.map(all -> all.invoke(Membership::state)).orElse(Members.NONE);
        Optional<Member> member = before.find(command.subject());
        if (found.isEmpty() || member.isEmpty()) {
            return Decision.refused(new MemberNotFound(command.subject()));
        }
        found.get().execute(all -> all.remove(command));
        return Decision.accepted(member.get(), MemberEvent.streamOf(command.tenantId()), before.version() + 1);
    }

    private static boolean isOutOfRange(List<RoleGrant> grants) {
        return grants.isEmpty() || grants.size() > Member.MAX_GRANTS;
    }

    private Optional<Role> unknownRole(TenantId tenantId, List<RoleGrant> grants) {
        return grants.stream()
                .map(RoleGrant::role)
                .filter(role -> !exists(tenantId, role))
                .findFirst();
    }

    private RoleDefinitions definitions(TenantId tenantId) {
        return stateOf(loadRoles(tenantId));
    }

    private static RoleDefinitions stateOf(Optional<Aggregate<DefinedRoles>> found) {
        return found.map(all -> all.invoke(DefinedRoles::state)).orElse(RoleDefinitions.NONE);
    }

    private Optional<Aggregate<DefinedRoles>> loadRoles(TenantId tenantId) {
        return Streams.load(roles, RoleEvent.streamOf(tenantId));
    }

    private Optional<Aggregate<Membership>> loadMembers(TenantId tenantId) {
        return Streams.load(members, MemberEvent.streamOf(tenantId));
    }
}
