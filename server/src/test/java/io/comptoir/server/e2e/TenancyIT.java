package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.Decision;
import io.comptoir.contract.effects.EffectKind;
import io.comptoir.contract.effects.PlanEffect;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.OrderId;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.deadletters.DeadLetters;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.tenancy.TenantScope;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * No route gives one organization anything of another. The routes come from the server's own description, so that a new one
 * without a case here fails.
 */
@EndToEnd
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TenancyIT {

    private static final String PRICE = "{\"amount\":\"1\",\"currency\":\"GBP\"}";
    private static final Set<String> OPEN_TO_ALL = Set.of(
            "GET /v1/health", "GET /health", "GET /v1/health/live", "GET /v1/health/reads", "GET /v1/health/writes");

    /** A handler that no node runs, so that nobody takes up its dead letters. */
    private static final String RETIRED = "retired@1";

    private final RunningServer server;
    private final Organization owner;
    private final Organization stranger;
    private Api foreign;
    private String order = "";
    private String anImport = "";
    private String deadLetter = "";
    private String effect = "";
    private String anEvent = "";
    private long checkpoint;
    private long stored;

    TenancyIT(RunningServer server, Organization owner, Organization stranger) {
        this.server = server;
        this.owner = owner;
        this.stranger = stranger;
        this.foreign = stranger.api();
    }

    @BeforeAll
    void fillTheOwnersBooks() {
        Api api = owner.api();
        api.post("/v1/products", product()).expect(201);
        api.post("/v1/products", product().replace("SECRET-1", "SECRET-2")).expect(201);
        api.post("/v1/inventory/SECRET-1/receipts", "{\"quantity\":5}").expect(200);
        api.post("/v1/roles", "{\"role\":\"secret-role\",\"permissions\":[\"orders:read\"]}")
                .expect(201);
        for (String subject : List.of("secret-member", "secret-member-2")) {
            api.post("/v1/members", "{\"subject\":\"" + subject + "\",\"grants\":[{\"role\":\"analyst\"}]}")
                    .expect(201);
        }
        api.post("/v1/api-keys", "{\"label\":\"Secret\",\"role\":\"analyst\"}").expect(201);
        order = api.post("/v1/orders", order()).expect(201).json().get("id").asString();
        Answer started =
                Imports.start(api, Imports.HEADER + "\n1001,SECRET-1,Secret,2,12/1/10 8:26,1.50,17,Atlantis\n");
        anImport = started.json().get("id").asString();
        Answer ended = Imports.end(api, started);
        foreign = foreign.after(ended);
        anEvent = api.after(ended).all("/v1/audit/events").getFirst().get("id").asString();
        checkpoint = api.post("/v1/audit/checkpoints", "")
                .expect(201)
                .json()
                .get("treeSize")
                .asLong();
        EffectId planned = EffectId.of(owner.id(), "order-confirmation", order);
        PlanEffect plan = new PlanEffect(
                owner.id(),
                planned,
                EffectKind.ORDER_CONFIRMATION,
                OrderId.of(order).streamOf(owner.id()),
                Instant.EPOCH);
        Decision<?> decision =
                TenantScope.in(owner.id(), () -> server.part(Commands.class).send(plan, Actor.system("test")));
        assertThat(decision).isInstanceOf(Decision.Accepted.class);
        effect = planned.toString();
        server.caughtUp();
        api.get("/v1/effects/" + effect).expect(200);
        park();
        stored = server.storedEvents(owner.id());
    }

    /** As a projection does that cannot take in an event of the owner. */
    private void park() {
        String stream = owner.id() + ":order:SECRET-2";
        deadLetter = DeadLetter.idOf(RETIRED, stream);
        Instant then = Instant.parse("2026-01-01T00:00:00Z");
        server.part(DeadLetters.class)
                .park(new DeadLetter(
                        deadLetter,
                        RETIRED,
                        owner.id(),
                        stream,
                        1,
                        1,
                        DeadLetter.Cause.UNREADABLE,
                        "SECRET",
                        1,
                        then,
                        then,
                        false));
        assertThat(owner.api().all("/v1/dead-letters")).hasSize(1);
    }

    private static String product() {
        return "{\"sku\":\"SECRET-1\",\"name\":\"Secret\",\"price\":" + PRICE + "}";
    }

    private static String order() {
        return "{\"channel\":\"web\",\"externalId\":\"S-1\",\"currency\":\"GBP\",\"customer\":{\"reference\":\"S-17\",\"country\":\"Atlantis\"},"
                + "\"lines\":[{\"sku\":\"SECRET-1\",\"quantity\":1,\"unitPrice\":" + PRICE + "}]}";
    }

    /** What a stranger gets on each route with the owner's ids and names. */
    private Map<String, Consumer<Api>> cases() {
        return Map.ofEntries(
                Map.entry("GET /v1/products", api -> isEmpty(api.get("/v1/products"))),
                Map.entry("GET /v1/products/{sku}", api -> isUnknown(api.get("/v1/products/SECRET-1"))),
                Map.entry(
                        "POST /v1/products/{sku}/price",
                        api -> api.post("/v1/products/SECRET-1/price", "{\"price\":" + PRICE + "}")
                                .problem(404, "product-not-found")),
                Map.entry("GET /v1/inventory/{sku}", api -> isUnknown(api.get("/v1/inventory/SECRET-1"))),
                Map.entry(
                        "POST /v1/inventory/{sku}/receipts",
                        api -> api.post("/v1/inventory/SECRET-1/receipts", "{\"quantity\":1}")
                                .problem(422, "unknown-sku")),
                Map.entry(
                        "POST /v1/inventory/{sku}/adjustments",
                        api -> api.post("/v1/inventory/SECRET-1/adjustments", "{\"delta\":1,\"reason\":\"r\"}")
                                .problem(422, "unknown-sku")),
                Map.entry("GET /v1/orders", api -> isEmpty(api.get("/v1/orders?externalId=S-1&channel=web"))),
                Map.entry("GET /v1/orders/{id}", api -> isUnknown(api.get("/v1/orders/" + order))),
                Map.entry(
                        "POST /v1/orders",
                        api -> api.post("/v1/orders", order()).problem(422, "unknown-sku")),
                Map.entry(
                        "POST /v1/orders/{id}/cancel",
                        api -> api.post("/v1/orders/" + order + "/cancel", "{\"reason\":\"r\"}")
                                .problem(404, "order-not-found")),
                Map.entry(
                        "POST /v1/orders/{id}/accept",
                        api -> api.post("/v1/orders/" + order + "/accept", "{}").problem(404, "order-not-found")),
                Map.entry("GET /v1/effects", api -> isEmpty(api.get("/v1/effects?state=planned"))),
                Map.entry("GET /v1/effects/{id}", api -> isUnknown(api.get("/v1/effects/" + effect))),
                Map.entry(
                        "POST /v1/effects/{id}/resolve",
                        api -> api.post("/v1/effects/" + effect + "/resolve", "{\"outcome\":\"delivered\"}")
                                .problem(404, "effect-not-found")),
                Map.entry(
                        "POST /v1/effects/{id}/retry",
                        api -> api.post("/v1/effects/" + effect + "/retry", "{}")
                                .problem(404, "effect-not-found")),
                Map.entry(
                        "GET /v1/search/orders",
                        api -> assertThat(api.get(
                                                "/v1/search/orders?q=secret&country=Atlantis&facets=country,channel,day")
                                        .expect(200)
                                        .json())
                                .isEqualTo(
                                        json(
                                                "{\"data\":[],\"total\":0,\"facets\":{\"country\":[],\"channel\":[],\"day\":[]}}"))),
                Map.entry(
                        "GET /v1/search/products",
                        api -> assertThat(api.get("/v1/search/products?q=secret&facets=currency,price")
                                        .expect(200)
                                        .json())
                                .isEqualTo(
                                        json("{\"data\":[],\"total\":0,\"facets\":{\"currency\":[],\"price\":[]}}"))),
                Map.entry("GET /v1/audit/events", api -> {
                    isEmpty(api.get("/v1/audit/events?aggregate=order:" + order));
                    isEmpty(api.get("/v1/audit/events?actor=" + owner.key().id()));
                    assertThat(api.all("/v1/audit/events").toString())
                            .doesNotContain(owner.id().toString(), "SECRET");
                }),
                Map.entry("GET /v1/audit/proofs/{eventId}", api -> isUnknown(api.get("/v1/audit/proofs/" + anEvent))),
                Map.entry("GET /v1/audit/checkpoints", api -> isEmpty(api.get("/v1/audit/checkpoints"))),
                Map.entry(
                        "GET /v1/audit/checkpoints/{size}",
                        api -> isUnknown(api.get("/v1/audit/checkpoints/" + checkpoint))),
                Map.entry("POST /v1/audit/checkpoints", this::signsItsOwn),
                Map.entry(
                        "GET /v1/audit/consistency",
                        api -> isUnknown(api.get("/v1/audit/consistency?from=" + checkpoint + "&to=" + checkpoint))),
                Map.entry(
                        "GET /v1/audit/export",
                        api -> assertThat(
                                        api.get("/v1/audit/export").expect(200).text())
                                .doesNotContain(owner.id().toString(), anEvent)
                                .endsWith("{\"end\":true,\"lines\":"
                                        + api.all("/v1/audit/events").size() + "}\n")),
                Map.entry(
                        "GET /v1/audit/verification",
                        api -> assertThat(api.get("/v1/audit/verification")
                                        .expect(200)
                                        .json()
                                        .get("checked")
                                        .asLong())
                                .isEqualTo(api.all("/v1/audit/events").size())),
                Map.entry(
                        "GET /v1/audit/keys",
                        api -> assertThat(api.get("/v1/audit/keys").expect(200).text())
                                .doesNotContain(owner.id().toString())),
                Map.entry(
                        "GET /v1/invariants",
                        api -> assertThat(api.get("/v1/invariants").expect(200).text())
                                .doesNotContain(owner.id().toString(), "SECRET", order)),
                Map.entry("GET /v1/audit/orders/{id}", api -> {
                    isUnknown(api.get("/v1/audit/orders/" + order));
                    isUnknown(api.get("/v1/audit/orders/" + order + "?version=1"));
                }),
                Map.entry("GET /v1/audit/products/{sku}", api -> {
                    isUnknown(api.get("/v1/audit/products/SECRET-1"));
                    isUnknown(api.get("/v1/audit/products/SECRET-1?version=1"));
                }),
                Map.entry("GET /v1/audit/inventory/{sku}", api -> {
                    isUnknown(api.get("/v1/audit/inventory/SECRET-1"));
                    isUnknown(api.get("/v1/audit/inventory/SECRET-1?version=1"));
                }),
                Map.entry("GET /v1/data-subjects/{id}", api -> isUnknown(api.get("/v1/data-subjects/S-17"))),
                Map.entry(
                        "GET /v1/data-subjects/{id}/export",
                        api -> isUnknown(api.get("/v1/data-subjects/S-17/export"))),
                Map.entry(
                        "POST /v1/data-subjects/{id}/erasure",
                        api -> api.post("/v1/data-subjects/S-17/erasure", "{\"reason\":\"r\"}")
                                .problem(404, "data-subject-not-found")),
                Map.entry("GET /v1/imports/{id}", api -> isUnknown(api.get("/v1/imports/" + anImport))),
                // Read models hold the documents of all organizations; they are the platform operator's.
                Map.entry(
                        "GET /v1/projections", api -> api.get("/v1/projections").problem(403, "forbidden")),
                Map.entry(
                        "GET /v1/projections/{name}",
                        api -> api.get("/v1/projections/orders").problem(403, "forbidden")),
                Map.entry(
                        "GET /v1/projections/{name}/progress",
                        api -> api.get("/v1/projections/orders/progress").problem(403, "forbidden")),
                Map.entry(
                        "POST /v1/projections/{name}/rebuild",
                        api -> api.post("/v1/projections/orders/rebuild", "{}").problem(403, "forbidden")),
                Map.entry(
                        "POST /v1/projections/{name}/pause",
                        api -> api.post("/v1/projections/orders/pause", "{}").problem(403, "forbidden")),
                Map.entry(
                        "POST /v1/projections/{name}/resume",
                        api -> api.post("/v1/projections/orders/resume", "{}").problem(403, "forbidden")),
                Map.entry(
                        "POST /v1/projections/{name}/switch",
                        api -> api.post("/v1/projections/orders/switch", "{}").problem(403, "forbidden")),
                Map.entry(
                        "POST /v1/projections/{name}/rollback",
                        api -> api.post("/v1/projections/orders/rollback", "{}").problem(403, "forbidden")),
                Map.entry("GET /v1/dead-letters", api -> isEmpty(api.get("/v1/dead-letters"))),
                Map.entry("GET /v1/dead-letters/{id}", api -> isUnknown(api.get("/v1/dead-letters/" + deadLetter))),
                Map.entry(
                        "POST /v1/dead-letters/{id}/retry",
                        api -> isUnknown(api.post("/v1/dead-letters/" + deadLetter + "/retry", "{}"))),
                Map.entry(
                        "POST /v1/dead-letters/{id}/discard",
                        api -> isUnknown(
                                api.post("/v1/dead-letters/" + deadLetter + "/discard", "{\"reason\":\"r\"}"))),
                Map.entry(
                        "GET /v1/api-keys",
                        api -> assertThat(api.all("/v1/api-keys"))
                                .extracting(key -> key.get("id").asString())
                                .containsExactly(stranger.key().id().value())),
                Map.entry(
                        "GET /v1/api-keys/{id}",
                        api -> isUnknown(api.get("/v1/api-keys/" + owner.key().id()))),
                Map.entry("POST /v1/api-keys", api -> {
                    api.post("/v1/api-keys", "{\"label\":\"x\",\"role\":\"secret-role\"}")
                            .problem(422, "unknown-role");
                    api.post("/v1/api-keys", "{\"label\":\"x\",\"role\":\"owner\",\"member\":\"secret-member\"}")
                            .problem(422, "unknown-member");
                }),
                Map.entry(
                        "POST /v1/api-keys/{id}/rotate",
                        api -> api.post("/v1/api-keys/" + owner.key().id() + "/rotate", "{\"overlap\":\"PT0S\"}")
                                .problem(404, "api-key-not-found")),
                Map.entry(
                        "POST /v1/api-keys/{id}/revoke",
                        api -> api.post("/v1/api-keys/" + owner.key().id() + "/revoke", "{}")
                                .problem(404, "api-key-not-found")),
                Map.entry(
                        "GET /v1/roles",
                        api -> assertThat(api.get("/v1/roles").expect(200).text())
                                .doesNotContain("secret")),
                Map.entry("GET /v1/roles/{role}", api -> isUnknown(api.get("/v1/roles/secret-role"))),
                Map.entry(
                        "PUT /v1/roles/{role}",
                        api -> put(api, "/v1/roles/secret-role", "{\"permissions\":[]}")
                                .problem(404, "role-not-found")),
                Map.entry(
                        "DELETE /v1/roles/{role}",
                        api -> delete(api, "/v1/roles/secret-role").problem(404, "role-not-found")),
                Map.entry("POST /v1/roles", api -> definesItsOwn(api)),
                Map.entry("GET /v1/members", api -> isEmpty(api.get("/v1/members"))),
                Map.entry("GET /v1/members/{subject}", api -> isUnknown(api.get("/v1/members/secret-member"))),
                Map.entry(
                        "PUT /v1/members/{subject}/grants",
                        api -> put(api, "/v1/members/secret-member/grants", "{\"grants\":[{\"role\":\"owner\"}]}")
                                .problem(404, "member-not-found")),
                Map.entry(
                        "DELETE /v1/members/{subject}",
                        api -> delete(api, "/v1/members/secret-member").problem(404, "member-not-found")),
                Map.entry(
                        "POST /v1/members",
                        api -> api.post("/v1/members", "{\"subject\":\"m\",\"grants\":[{\"role\":\"secret-role\"}]}")
                                .problem(422, "unknown-role")),
                Map.entry(
                        "GET /v1/organization",
                        api -> assertThat(api.get("/v1/organization")
                                        .expect(200)
                                        .json()
                                        .get("id")
                                        .asString())
                                .isEqualTo(stranger.id().toString())),
                // Organizations are the platform operator's; to everybody else it is all the same which one they name.
                Map.entry(
                        "GET /v1/organizations/{id}",
                        api -> api.get("/v1/organizations/" + owner.id()).problem(403, "forbidden")),
                Map.entry(
                        "POST /v1/organizations",
                        api -> api.post("/v1/organizations", "{\"name\":\"x\",\"slug\":\"x-1\"}")
                                .problem(403, "forbidden")),
                Map.entry(
                        "POST /v1/organizations/{id}/suspend",
                        api -> api.post("/v1/organizations/" + owner.id() + "/suspend", "{\"reason\":\"r\"}")
                                .problem(403, "forbidden")),
                Map.entry(
                        "POST /v1/organizations/{id}/resume",
                        api -> api.post("/v1/organizations/" + owner.id() + "/resume", "{\"reason\":\"r\"}")
                                .problem(403, "forbidden")),
                // Both make something new that is the stranger's own, beside what the owner has under the same names.
                Map.entry("POST /v1/products", api -> createsItsOwn(api)),
                Map.entry("POST /v1/imports", api -> importsItsOwn(api)));
    }

    private void signsItsOwn(Api api) {
        Api third = server.newOrganization().api();
        JsonNode signed = third.post("/v1/audit/checkpoints", "").expect(201).json();
        assertThat(signed.get("organization").asString())
                .isNotEqualTo(owner.id().toString());
        api.get("/v1/audit/checkpoints/" + checkpoint).expect(404);
    }

    private static Answer put(Api api, String path, String json) {
        return api.send("PUT", path, "application/json", BodyPublishers.ofString(json));
    }

    private static Answer delete(Api api, String path) {
        return api.send("DELETE", path, null, BodyPublishers.noBody());
    }

    private static void isEmpty(Answer answer) {
        assertThat(answer.expect(200).json()).isEqualTo(json("{\"data\":[]}"));
    }

    private static void isUnknown(Answer answer) {
        assertThat(answer.problem(404, "not-found")).isEmpty();
    }

    // With a third organization, because the other cases rely on the stranger having no product.
    private void createsItsOwn(Api api) {
        Api third = server.newOrganization().api();
        third.post("/v1/products", product()).expect(201);
        api.get("/v1/products/SECRET-1").expect(404);
    }

    private void definesItsOwn(Api api) {
        Api third = server.newOrganization().api();
        third.post("/v1/roles", "{\"role\":\"secret-role\",\"permissions\":[]}").expect(201);
        assertThat(owner.api().get("/v1/roles/secret-role").expect(200).json().get("permissions"))
                .isEqualTo(json("[\"orders:read\"]"));
        isUnknown(api.get("/v1/roles/secret-role"));
    }

    private void importsItsOwn(Api api) {
        Api third = server.newOrganization().api();
        Answer ended = Imports.end(
                third, Imports.start(third, Imports.HEADER + "\n1001,SECRET-1,Own,2,12/1/10 8:26,1.50,17,Norway\n"));
        assertThat(third.after(ended).all("/v1/orders")).hasSize(1);
        api.get("/v1/imports/" + ended.json().get("id").asString()).expect(404);
    }

    @TestFactory
    Stream<DynamicTest> everyRouteKeepsStrangersOut() {
        Map<String, Consumer<Api>> cases = cases();
        List<DynamicTest> tests = new ArrayList<>();
        for (String route : routes()) {
            tests.add(DynamicTest.dynamicTest(route, () -> {
                assertThat(cases).as("the routes with a case").containsKey(route);
                Objects.requireNonNull(cases.get(route)).accept(foreign);
                assertThat(server.storedEvents(owner.id()))
                        .as("the owner's events")
                        .isEqualTo(stored);
            }));
        }
        assertThat(routes()).containsAll(cases.keySet());
        return tests.stream();
    }

    @TestFactory
    Stream<DynamicTest> everyRouteAsksForAKey() {
        return routes().stream()
                .map(route -> DynamicTest.dynamicTest(route, () -> {
                    String method = route.substring(0, route.indexOf(' '));
                    String path = route.substring(route.indexOf(' ') + 1)
                            .replace("{sku}", "SECRET-1")
                            .replace("{name}", "orders")
                            .replace("{role}", "secret-role")
                            .replace("{subject}", "secret-member")
                            .replace("{id}", order)
                            .replace("{eventId}", anEvent)
                            .replace("{size}", Long.toString(checkpoint));
                    for (Api nobody :
                            List.of(foreign.withoutKey(), foreign.withKey("ck_x"), foreign.withKey(forged()))) {
                        Answer answer = nobody.send(
                                method,
                                path,
                                path.equals("/v1/imports") ? "text/csv" : "application/json",
                                method.equals("GET") ? BodyPublishers.noBody() : BodyPublishers.ofString("{}"));
                        assertThat(answer.problem(401, "unauthenticated")).isEmpty();
                    }
                }));
    }

    /** The id of the owner's key with the secret of the stranger's, and so with a checksum that is not right. */
    private String forged() {
        int secret = "ck_".length() + 16;
        return owner.key().reveal().substring(0, secret)
                + stranger.key().reveal().substring(secret);
    }

    @Test
    void theOwnerSeesAllOfItMeanwhile() {
        Api api = owner.api();
        assertThat(api.all("/v1/orders")).hasSize(2);
        for (String search : List.of("/v1/search/orders?q=secret", "/v1/search/products?q=secret")) {
            assertThat(api.get(search).expect(200).json().get("total").asInt())
                    .as(search)
                    .isEqualTo(2);
        }
        api.get("/v1/audit/orders/" + order).expect(200);
        api.get("/v1/audit/products/SECRET-1").expect(200);
        api.get("/v1/audit/inventory/SECRET-1").expect(200);
        api.get("/v1/imports/" + anImport).expect(200);
        assertThat(api.get("/v1/data-subjects/S-17")
                        .expect(200)
                        .json()
                        .get("status")
                        .asString())
                .isEqualTo("active");
    }

    @Test
    void theSameExternalIdIsAnotherOrderInAnotherOrganization() {
        Api third = server.newOrganization().api();
        third.post("/v1/products", product()).expect(201);
        third.post("/v1/inventory/SECRET-1/receipts", "{\"quantity\":5}").expect(200);

        Answer placed = third.post("/v1/orders", order()).expect(201);

        assertThat(placed.json().get("id").asString()).isNotEqualTo(order);
        assertThat(third.after(placed).all("/v1/orders")).containsExactly(placed.json());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/orders",
                "/v1/products",
                "/v1/search/orders",
                "/v1/search/products",
                "/v1/audit/events",
                "/v1/api-keys",
                "/v1/roles",
                "/v1/members"
            })
    void aCursorOfAnotherOrganizationIsNoMoreThanAnyText(String list) {
        String cursor = owner.api()
                .get(list + "?limit=1")
                .expect(200)
                .json()
                .get("nextCursor")
                .asString();

        Answer foreigns = foreign.get(list + "?limit=1&cursor=" + cursor);
        assertThat(foreigns.problem(400, "malformed-request"))
                .isEqualTo(json("{\"field\":\"cursor\"}"))
                .isEqualTo(foreign.get(list + "?limit=1&cursor=Z2FyYmFnZQ").problem(400, "malformed-request"));
        assertThat(foreigns.json().get("detail"))
                .isEqualTo(
                        foreign.get(list + "?limit=1&cursor=Z2FyYmFnZQ").json().get("detail"));
    }

    private Set<String> routes() {
        JsonNode paths = Api.at(server.apiAddress())
                .get("/v1/openapi.json")
                .expect(200)
                .json()
                .get("paths");
        Set<String> routes = new TreeSet<>();
        paths.propertyStream()
                .forEach(path -> path.getValue()
                        .propertyStream()
                        .forEach(operation -> routes.add(
                                operation.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey())));
        routes.removeAll(OPEN_TO_ALL);
        return routes;
    }
}
