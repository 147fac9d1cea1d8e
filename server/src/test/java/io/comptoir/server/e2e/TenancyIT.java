package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.deadletters.DeadLetters;
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
        api.post("/v1/inventory/SECRET-1/receipts", "{\"quantity\":5}").expect(200);
        order = api.post("/v1/orders", order()).expect(201).json().get("id").asString();
        Answer started =
                Imports.start(api, Imports.HEADER + "\n1001,SECRET-1,Secret,2,12/1/10 8:26,1.50,17,Atlantis\n");
        anImport = started.json().get("id").asString();
        foreign = foreign.after(Imports.end(api, started));
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

    private void tellsNothing(Answer answer) {
        assertThat(answer.expect(200).text()).doesNotContain(owner.id().toString(), "SECRET");
    }

    private static String product() {
        return "{\"sku\":\"SECRET-1\",\"name\":\"Secret\",\"price\":" + PRICE + "}";
    }

    private static String order() {
        return "{\"channel\":\"web\",\"externalId\":\"S-1\",\"currency\":\"GBP\",\"customer\":{\"country\":\"Atlantis\"},"
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
                        "GET /v1/search/orders",
                        api -> assertThat(api.get(
                                                "/v1/search/orders?q=secret&country=Atlantis&facets=country,channel,day")
                                        .expect(200)
                                        .json())
                                .isEqualTo(
                                        json(
                                                "{\"data\":[],\"total\":0,\"facets\":{\"country\":[],\"channel\":[],\"day\":[]}}"))),
                Map.entry("GET /v1/audit/events", api -> {
                    isEmpty(api.get("/v1/audit/events?aggregate=order:" + order));
                    isEmpty(api.get("/v1/audit/events?actor=" + owner.key().id()));
                    assertThat(api.all("/v1/audit/events").toString())
                            .doesNotContain(owner.id().toString(), "SECRET");
                }),
                Map.entry("GET /v1/audit/orders/{id}", api -> {
                    isUnknown(api.get("/v1/audit/orders/" + order));
                    isUnknown(api.get("/v1/audit/orders/" + order + "?version=1"));
                }),
                Map.entry("GET /v1/imports/{id}", api -> isUnknown(api.get("/v1/imports/" + anImport))),
                Map.entry("GET /v1/projections", api -> tellsNothing(api.get("/v1/projections"))),
                Map.entry("GET /v1/projections/{name}", api -> {
                    tellsNothing(api.get("/v1/projections/orders"));
                    isUnknown(api.get("/v1/projections/none"));
                }),
                Map.entry("GET /v1/projections/{name}/progress", api -> {
                    tellsNothing(api.get("/v1/projections/orders/progress"));
                    isUnknown(api.get("/v1/projections/none/progress"));
                }),
                Map.entry(
                        "POST /v1/projections/{name}/rebuild",
                        api -> isUnknown(api.post("/v1/projections/none/rebuild", "{}"))),
                Map.entry(
                        "POST /v1/projections/{name}/pause",
                        api -> isUnknown(api.post("/v1/projections/none/pause", "{}"))),
                Map.entry(
                        "POST /v1/projections/{name}/resume",
                        api -> isUnknown(api.post("/v1/projections/none/resume", "{}"))),
                Map.entry(
                        "POST /v1/projections/{name}/switch",
                        api -> isUnknown(api.post("/v1/projections/none/switch", "{}"))),
                Map.entry(
                        "POST /v1/projections/{name}/rollback",
                        api -> isUnknown(api.post("/v1/projections/none/rollback", "{}"))),
                Map.entry("GET /v1/dead-letters", api -> isEmpty(api.get("/v1/dead-letters"))),
                Map.entry("GET /v1/dead-letters/{id}", api -> isUnknown(api.get("/v1/dead-letters/" + deadLetter))),
                Map.entry(
                        "POST /v1/dead-letters/{id}/retry",
                        api -> isUnknown(api.post("/v1/dead-letters/" + deadLetter + "/retry", "{}"))),
                Map.entry(
                        "POST /v1/dead-letters/{id}/discard",
                        api -> isUnknown(
                                api.post("/v1/dead-letters/" + deadLetter + "/discard", "{\"reason\":\"r\"}"))),
                // Both make something new that is the stranger's own, beside what the owner has under the same names.
                Map.entry("POST /v1/products", api -> createsItsOwn(api)),
                Map.entry("POST /v1/imports", api -> importsItsOwn(api)));
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
                            .replace("{id}", order);
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
        assertThat(api.get("/v1/search/orders?q=secret")
                        .expect(200)
                        .json()
                        .get("total")
                        .asInt())
                .isEqualTo(2);
        api.get("/v1/audit/orders/" + order).expect(200);
        api.get("/v1/imports/" + anImport).expect(200);
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

    @Test
    void aCursorOfAnotherOrganizationIsRefused() {
        JsonNode page = owner.api().get("/v1/orders?limit=1").expect(200).json();

        assertThat(foreign.get("/v1/orders?limit=1&cursor="
                                + page.get("nextCursor").asString())
                        .problem(400, "malformed-request"))
                .isEqualTo(json("{\"field\":\"cursor\"}"));
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
