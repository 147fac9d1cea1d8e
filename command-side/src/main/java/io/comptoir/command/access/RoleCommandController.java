package io.comptoir.command.access;

import io.comptoir.contract.access.ChangeRole;
import io.comptoir.contract.access.DefineRole;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.RemoveRole;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.access.RoleDefinition;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Grants;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Answers;
import io.comptoir.platform.http.Fields;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.messaging.Commands;
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
@RequestMapping(path = "/v1/roles", produces = MediaType.APPLICATION_JSON_VALUE)
class RoleCommandController {

    private final Commands commands;
    private final Answers answers;
    private final Grants grants;

    RoleCommandController(Commands commands, Answers answers, Grants grants) {
        this.commands = commands;
        this.answers = answers;
        this.grants = grants;
    }

    record NewRole(@Nullable String role, @Nullable List<@Nullable String> permissions) {}

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.ROLES_MANAGE)
    ResponseEntity<RoleDefinition> define(Caller caller, @RequestBody NewRole wanted) {
        Role role = Fields.required("role", wanted.role(), Role::new);
        List<Permission> permissions = PermissionFields.read("permissions", wanted.permissions());
        GrantLimit.require(caller, permissions);
        return answers.created(
                commands.<RoleDefinition>send(new DefineRole(caller.tenantId(), role, permissions), caller.actor()),
                defined -> UriComponentsBuilder.fromPath("/v1/roles/{role}")
                        .build(defined.role().name()),
                defined -> defined);
    }

    record Change(@Nullable List<@Nullable String> permissions) {}

    @PutMapping(path = "/{role}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Requires(Permission.ROLES_MANAGE)
    ResponseEntity<RoleDefinition> change(Caller caller, @PathVariable String role, @RequestBody Change change) {
        Role known = role(role);
        List<Permission> permissions = PermissionFields.read("permissions", change.permissions());
        GrantLimit.require(caller, grants.ofRole(caller.tenantId(), known));
        GrantLimit.require(caller, permissions);
        return answers.ok(
                commands.<RoleDefinition>send(new ChangeRole(caller.tenantId(), known, permissions), caller.actor()),
                changed -> changed);
    }

    @DeleteMapping("/{role}")
    @Requires(Permission.ROLES_MANAGE)
    ResponseEntity<RoleDefinition> remove(Caller caller, @PathVariable String role) {
        Role known = role(role);
        GrantLimit.require(caller, grants.ofRole(caller.tenantId(), known));
        return answers.ok(
                commands.<RoleDefinition>send(new RemoveRole(caller.tenantId(), known), caller.actor()),
                removed -> removed);
    }

    /** Text that cannot be a role's name names no role. */
    private static Role role(String text) {
        try {
            return new Role(text);
        } catch (InvalidValue e) {
            throw Problem.notFound("role");
        }
    }
}
