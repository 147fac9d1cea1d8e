package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.access.Role;
import io.comptoir.platform.access.OpenToAll;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every built-in role on every route: refused with 403 exactly where the role lacks the route's permission. The routes come
 * from the server itself, what each needs from this list, so that a new route must be entered and a wrong permission is seen.
 */
@EndToEnd
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RolesIT {

    private static final Map<String, Permission> NEEDED = Map.ofEntries(
            Map.entry("GET /v1/products", Permission.PRODUCTS_READ),
            Map.entry("GET /v1/products/{sku}", Permission.PRODUCTS_READ),
            Map.entry("POST /v1/products", Permission.PRODUCTS_WRITE),
            Map.entry("POST /v1/products/{sku}/price", Permission.PRODUCTS_WRITE),
            Map.entry("GET /v1/inventory/{sku}", Permission.INVENTORY_READ),
            Map.entry("POST /v1/inventory/{sku}/receipts", Permission.INVENTORY_WRITE),
            Map.entry("POST /v1/inventory/{sku}/adjustments", Permission.INVENTORY_WRITE),
            Map.entry("GET /v1/orders", Permission.ORDERS_READ),
            Map.entry("GET /v1/orders/{id}", Permission.ORDERS_READ),
            Map.entry("POST /v1/orders", Permission.ORDERS_WRITE),
            Map.entry("POST /v1/orders/{id}/cancel", Permission.ORDERS_WRITE),
            Map.entry("POST /v1/orders/{id}/accept", Permission.ORDERS_WRITE),
            Map.entry("GET /v1/effects", Permission.EFFECTS_READ),
            Map.entry("GET /v1/effects/{id}", Permission.EFFECTS_READ),
            Map.entry("POST /v1/effects/{id}/resolve", Permission.EFFECTS_OPERATE),
            Map.entry("POST /v1/effects/{id}/retry", Permission.EFFECTS_OPERATE),
            Map.entry("GET /v1/data-subjects/{id}", Permission.DATA_SUBJECTS_READ),
            Map.entry("GET /v1/data-subjects/{id}/export", Permission.DATA_SUBJECTS_READ),
            Map.entry("POST /v1/data-subjects/{id}/erasure", Permission.DATA_SUBJECTS_ERASE),
            Map.entry("GET /v1/audit/checkpoints", Permission.AUDIT_READ),
            Map.entry("POST /v1/audit/checkpoints", Permission.AUDIT_READ),
            Map.entry("GET /v1/audit/checkpoints/{size}", Permission.AUDIT_READ),
            Map.entry("GET /v1/audit/keys", Permission.AUDIT_READ),
            Map.entry("GET /v1/audit/proofs/{eventId}", Permission.AUDIT_READ),
            Map.entry("GET /v1/audit/consistency", Permission.AUDIT_READ),
            Map.entry("GET /v1/audit/verification", Permission.AUDIT_READ),
            Map.entry("GET /v1/audit/export", Permission.AUDIT_READ),
            Map.entry("GET /v1/invariants", Permission.INVARIANTS_READ),
            Map.entry("GET /v1/search/orders", Permission.SEARCH_READ),
            Map.entry("GET /v1/search/products", Permission.SEARCH_READ),
            Map.entry("GET /v1/audit/events", Permission.AUDIT_READ),
            Map.entry("GET /v1/audit/orders/{id}", Permission.AUDIT_READ),
            Map.entry("GET /v1/audit/products/{sku}", Permission.AUDIT_READ),
            Map.entry("GET /v1/audit/inventory/{sku}", Permission.AUDIT_READ),
            Map.entry("GET /v1/imports/{id}", Permission.IMPORTS_READ),
            Map.entry("POST /v1/imports", Permission.IMPORTS_WRITE),
            Map.entry("GET /v1/projections", Permission.PROJECTIONS_READ),
            Map.entry("GET /v1/projections/{name}", Permission.PROJECTIONS_READ),
            Map.entry("GET /v1/projections/{name}/progress", Permission.PROJECTIONS_READ),
            Map.entry("POST /v1/projections/{name}/rebuild", Permission.PROJECTIONS_OPERATE),
            Map.entry("POST /v1/projections/{name}/pause", Permission.PROJECTIONS_OPERATE),
            Map.entry("POST /v1/projections/{name}/resume", Permission.PROJECTIONS_OPERATE),
            Map.entry("POST /v1/projections/{name}/switch", Permission.PROJECTIONS_OPERATE),
            Map.entry("POST /v1/projections/{name}/rollback", Permission.PROJECTIONS_OPERATE),
            Map.entry("GET /v1/dead-letters", Permission.DEAD_LETTERS_OPERATE),
            Map.entry("GET /v1/dead-letters/{id}", Permission.DEAD_LETTERS_OPERATE),
            Map.entry("POST /v1/dead-letters/{id}/retry", Permission.DEAD_LETTERS_OPERATE),
            Map.entry("POST /v1/dead-letters/{id}/discard", Permission.DEAD_LETTERS_OPERATE),
            Map.entry("GET /v1/api-keys", Permission.API_KEYS_READ),
            Map.entry("GET /v1/api-keys/{id}", Permission.API_KEYS_READ),
            Map.entry("POST /v1/api-keys", Permission.API_KEYS_MANAGE),
            Map.entry("POST /v1/api-keys/{id}/rotate", Permission.API_KEYS_MANAGE),
            Map.entry("POST /v1/api-keys/{id}/revoke", Permission.API_KEYS_MANAGE),
            Map.entry("GET /v1/roles", Permission.ROLES_READ),
            Map.entry("GET /v1/roles/{role}", Permission.ROLES_READ),
            Map.entry("POST /v1/roles", Permission.ROLES_MANAGE),
            Map.entry("PUT /v1/roles/{role}", Permission.ROLES_MANAGE),
            Map.entry("DELETE /v1/roles/{role}", Permission.ROLES_MANAGE),
            Map.entry("GET /v1/members", Permission.MEMBERS_READ),
            Map.entry("GET /v1/members/{subject}", Permission.MEMBERS_READ),
            Map.entry("POST /v1/members", Permission.MEMBERS_MANAGE),
            Map.entry("PUT /v1/members/{subject}/grants", Permission.MEMBERS_MANAGE),
            Map.entry("DELETE /v1/members/{subject}", Permission.MEMBERS_MANAGE),
            Map.entry("GET /v1/organization", Permission.ORGANIZATION_READ),
            Map.entry("GET /v1/organizations/{id}", Permission.PLATFORM_OPERATE),
            Map.entry("POST /v1/organizations", Permission.PLATFORM_OPERATE),
            Map.entry("POST /v1/organizations/{id}/suspend", Permission.PLATFORM_OPERATE),
            Map.entry("POST /v1/organizations/{id}/resume", Permission.PLATFORM_OPERATE));

    private final RunningServer server;
    private final Api owner;

    RolesIT(RunningServer server, Organization organization) {
        this.server = server;
        this.owner = organization.api();
    }

    private Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        server.part(RequestMappingHandlerMapping.class).getHandlerMethods().forEach((mapping, method) -> {
            if (method.getBeanType().getPackageName().startsWith("io.comptoir")
                    && !method.hasMethodAnnotation(OpenToAll.class)) {
                mapping.getMethodsCondition()
                        .getMethods()
                        .forEach(verb -> mapping.getPatternValues().forEach(path -> routes.add(verb + " " + path)));
            }
        });
        return routes;
    }

    @Test
    void everyRouteIsEnteredHere() {
        assertThat(NEEDED).containsOnlyKeys(routes());
    }

    @TestFactory
    Stream<DynamicContainer> everyRoleOnEveryRoute() {
        Map<String, Api> callers = new LinkedHashMap<>();
        Map<String, Set<Permission>> permissions = new LinkedHashMap<>();
        Role.allBuiltIn().forEach((role, given) -> {
            callers.put(role.name(), keyFor(role));
            permissions.put(role.name(), given);
        });
        callers.put("platform operator", server.operator());
        permissions.put("platform operator", Set.of(Permission.values()));
        return callers.entrySet().stream()
                .map(caller -> DynamicContainer.dynamicContainer(
                        caller.getKey(),
                        routes().stream()
                                .map(route -> DynamicTest.dynamicTest(
                                        route,
                                        () -> check(
                                                caller.getValue(),
                                                Objects.requireNonNull(permissions.get(caller.getKey())),
                                                route)))));
    }

    private Api keyFor(Role role) {
        return Api.at(server.apiAddress())
                .withKey(owner.post("/v1/api-keys", "{\"label\":\"of a test\",\"role\":\"" + role + "\"}")
                        .expect(201)
                        .json()
                        .get("secret")
                        .asString());
    }

    /** With names that nobody has and bodies that nobody accepts: what is not forbidden fails later or finds nothing. */
    private static void check(Api caller, Set<Permission> given, String route) {
        Permission needed = Objects.requireNonNull(NEEDED.get(route));
        int space = route.indexOf(' ');
        String method = route.substring(0, space);
        String path = route.substring(space + 1).replaceAll("\\{\\w+}", "nothing-1");
        boolean hasBody = method.equals("POST") || method.equals("PUT");
        Answer answer = caller.send(
                method,
                path,
                hasBody ? (path.equals("/v1/imports") ? "text/csv" : "application/json") : null,
                hasBody ? BodyPublishers.ofString("{}") : BodyPublishers.noBody());
        if (given.contains(needed)) {
            assertThat(answer.status()).as(answer.toString()).isNotIn(401, 403).isLessThan(500);
        } else {
            assertThat(answer.problem(403, "forbidden").get("permission").asString())
                    .isEqualTo(needed.wireName());
        }
    }
}
