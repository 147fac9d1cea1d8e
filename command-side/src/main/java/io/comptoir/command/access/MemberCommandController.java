package io.comptoir.command.access;

import io.comptoir.contract.access.AddMember;
import io.comptoir.contract.access.ChangeMemberGrants;
import io.comptoir.contract.access.Member;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.RemoveMember;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.access.RoleGrant;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.SubjectId;
import io.comptoir.platform.access.AccessEvents;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Grants;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Answers;
import io.comptoir.platform.http.Fields;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.messaging.Commands;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

@RestController
@RequestMapping(path = "/v1/members", produces = MediaType.APPLICATION_JSON_VALUE)
class MemberCommandController {

    private final Commands commands;
    private final Answers answers;
    private final AccessEvents access;
    private final Grants grants;
    private final Clock clock;

    MemberCommandController(Commands commands, Answers answers, AccessEvents access, Grants grants, Clock clock) {
        this.commands = commands;
        this.answers = answers;
        this.access = access;
        this.grants = grants;
        this.clock = clock;
    }

    record NewMember(
            @Nullable String subject,
            @Nullable String label,
            @Nullable List<@Nullable NewGrant> grants) {}

    record NewGrant(@Nullable String role, @Nullable Instant expiresAt) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.MEMBERS_MANAGE)
    ResponseEntity<Member> add(Caller caller, @RequestBody NewMember wanted) {
        AddMember command = new AddMember(
                caller.tenantId(),
                Fields.required("subject", wanted.subject(), SubjectId::new),
                Fields.optional("label", wanted.label(), Note::new),
                grants(wanted.grants()));
        requireOwn(caller, command.grants());
        return answers.created(
                commands.<Member>send(command, caller.actor()),
                member -> UriComponentsBuilder.fromPath("/v1/members/{subject}").build(member.subject()),
                member -> member);
    }

    record NewGrants(@Nullable List<@Nullable NewGrant> grants) {}

    @PutMapping(path = "/{subject}/grants", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.MEMBERS_MANAGE)
    ResponseEntity<Member> change(Caller caller, @PathVariable String subject, @RequestBody NewGrants wanted) {
        ChangeMemberGrants command =
                new ChangeMemberGrants(caller.tenantId(), subject(subject), grants(wanted.grants()));
        requireOwnOfMember(caller, command.subject());
        requireOwn(caller, command.grants());
        return answers.ok(commands.<Member>send(command, caller.actor()), member -> member);
    }

    @DeleteMapping("/{subject}")
    @Requires(Permission.MEMBERS_MANAGE)
    ResponseEntity<Member> remove(Caller caller, @PathVariable String subject) {
        RemoveMember command = new RemoveMember(caller.tenantId(), subject(subject));
        requireOwnOfMember(caller, command.subject());
        return answers.ok(commands.<Member>send(command, caller.actor()), member -> member);
    }

    private void requireOwnOfMember(Caller caller, SubjectId subject) {
        access.members(caller.tenantId()).find(subject).ifPresent(member -> requireOwn(caller, member.grants()));
    }

    private void requireOwn(Caller caller, List<RoleGrant> given) {
        given.forEach(grant -> GrantLimit.require(caller, grants.ofRole(caller.tenantId(), grant.role())));
    }

    private List<RoleGrant> grants(@Nullable List<@Nullable NewGrant> raw) {
        if (raw == null) {
            throw Problem.malformed("grants", "is required");
        }
        if (raw.size() > Member.MAX_GRANTS) {
            throw Problem.invalid("grants", "must have at most " + Member.MAX_GRANTS + " entries");
        }
        List<RoleGrant> read = new ArrayList<>(raw.size());
        for (int i = 0; i < raw.size(); i++) {
            String field = "grants[" + i + "]";
            NewGrant grant = Fields.required(field, raw.get(i), given -> given);
            read.add(new RoleGrant(
                    Fields.required(field + ".role", grant.role(), Role::new),
                    Fields.optional(field + ".expiresAt", grant.expiresAt(), this::future)));
        }
        return read;
    }

    private Instant future(Instant expiresAt) {
        if (!expiresAt.isAfter(clock.instant())) {
            throw new InvalidValue("must be in the future");
        }
        return expiresAt;
    }

    /** Text that is no subject names no member. */
    private static SubjectId subject(String text) {
        try {
            return new SubjectId(text);
        } catch (InvalidValue e) {
            throw Problem.notFound("member");
        }
    }
}
