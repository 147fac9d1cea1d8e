package io.comptoir.query.access;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.access.RoleDefinition;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.AccessEvents;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Problem;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.Page;
import io.comptoir.query.reading.Parameters;
import io.comptoir.query.reading.ReadsFrom;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/roles")
class RoleQueryController {

    private final AccessEvents access;

    RoleQueryController(AccessEvents access) {
        this.access = access;
    }

    /** @param builtIn whether every organization has it */
    record RoleAnswer(Role role, List<Permission> permissions, boolean builtIn) {}

    /** All roles by name, the built-in ones among them. */
    @GetMapping
    @Requires(Permission.ROLES_READ)
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    Page<RoleAnswer> list(
            Caller caller,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Cursor pages = Cursor.over(caller.tenantId(), "roles");
        @Nullable List<String> after = pages.read(cursor, 1);
        int size = Parameters.limit(limit);
        List<RoleAnswer> found = all(caller.tenantId())
                .filter(role -> after == null || role.role().name().compareTo(after.getFirst()) > 0)
                .limit(size + 1L)
                .toList();
        return Page.of(found, size, last -> pages.after(last.role()));
    }

    @GetMapping("/{role}")
    @Requires(Permission.ROLES_READ)
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    RoleAnswer find(Caller caller, @PathVariable String role) {
        return all(caller.tenantId())
                .filter(each -> each.role().name().equals(role))
                .findFirst()
                .orElseThrow(() -> Problem.notFound("role"));
    }

    private Stream<RoleAnswer> all(TenantId tenantId) {
        Stream<RoleDefinition> builtIn = Role.allBuiltIn().entrySet().stream()
                .map(role -> new RoleDefinition(role.getKey(), List.copyOf(role.getValue())));
        return Stream.concat(builtIn, access.roles(tenantId).roles().stream())
                .map(role -> new RoleAnswer(
                        role.role(), role.permissions(), role.role().isBuiltIn()))
                .sorted(Comparator.comparing(role -> role.role().name()));
    }
}
