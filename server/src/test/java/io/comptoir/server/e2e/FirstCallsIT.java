package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.platform.access.KeyPepper;
import io.comptoir.platform.messaging.StreamPositions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a newcomer does first: products, their stock, an order, and every place where the order then shows. */
@EndToEnd
class FirstCallsIT {

    private static final String TEA = "/v1/inventory/" + Api.encoded("TEA é");

    private static final String ORDER = """
        {"channel":"web","externalId":"W-1001","currency":"GBP","placedAt":"2026-03-01T10:15:30Z",
         "customer":{"reference":"c-17","name":"Zaphod Beeblebrox","email":"zaphod@example.org","country":"Norway"},
         "lines":[{"sku":"MUG-1","quantity":2,"unitPrice":{"amount":"4.5","currency":"GBP"}},
                  {"sku":"TEA é","quantity":1,"unitPrice":{"amount":"0.99","currency":"GBP"}},
                  {"sku":"MUG-1","quantity":1,"unitPrice":{"amount":"4.00","currency":"GBP"}}]}
        """;

    private static final String CANCELLATION = "{\"reason\":\"Changed their mind\"}";

    private final RunningServer server;
    private final Organization organization;
    private final Api api;

    FirstCallsIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.api = organization.api();
    }

    @Test
    void registersAProductAndShowsItAtOnce() {
        Answer registered = api.post(
                        "/v1/products",
                        "{\"sku\":\"TEA é\",\"name\":\"Tea\",\"price\":{\"amount\":\"0.99\",\"currency\":\"GBP\"}}")
                .expect(201);

        JsonNode product = json("{\"sku\":\"TEA"
                + " é\",\"name\":\"Tea\",\"price\":{\"amount\":\"0.99\",\"currency\":\"GBP\"},\"version\":1}");
        assertThat(registered.header("Location")).isEqualTo("/v1/products/TEA%20%C3%A9");
        assertThat(registered.json()).isEqualTo(product);
        assertThat(api.after(registered)
                        .get(registered.header("Location"))
                        .expect(200)
                        .json())
                .isEqualTo(product);
        assertThat(api.after(registered).get("/v1/products").expect(200).json().toString())
                .isEqualTo("{\"data\":[" + product + "]}");
    }

    @Test
    void repricesAProduct() {
        product("MUG-1", "Mug", "4.50");

        Answer repriced = api.post("/v1/products/MUG-1/price", "{\"price\":{\"amount\":\"5\",\"currency\":\"EUR\"}}")
                .expect(200);

        assertThat(repriced.json())
                .isEqualTo(
                        json("{\"sku\":\"MUG-1\",\"name\":\"Mug\",\"price\":{\"amount\":\"5.00\",\"currency\":\"EUR\"},"
                                + "\"version\":2}"));
        assertThat(api.after(repriced).get("/v1/products/MUG-1").expect(200).json())
                .isEqualTo(repriced.json());
    }

    @Test
    void keepsStockByLocationWithMainAsTheDefault() {
        product("MUG-1", "Mug", "4.50");
        api.post("/v1/inventory/MUG-1/receipts", "{\"quantity\":10,\"reference\":\"D-1\"}")
                .expect(200);
        api.post("/v1/inventory/MUG-1/receipts", "{\"location\":\"annex\",\"quantity\":5}")
                .expect(200);
        Answer adjusted = api.post("/v1/inventory/MUG-1/adjustments", "{\"delta\":-3,\"reason\":\"Broken\"}")
                .expect(200);

        assertThat(adjusted.json()).isEqualTo(json("""
            {"sku":"MUG-1","onHand":12,"reserved":0,"available":12,"locations":[
              {"location":"annex","onHand":5,"reserved":0,"available":5},
              {"location":"main","onHand":7,"reserved":0,"available":7}]}\
            """));
        assertThat(api.after(adjusted).get("/v1/inventory/MUG-1").expect(200).json())
                .isEqualTo(adjusted.json());
    }

    @Test
    void showsAnOrderInTheSameShapeWhoeverAnswers() {
        stockForTheOrder();
        Answer placed = api.post("/v1/orders", ORDER).expect(201);
        String id = placed.json().get("id").asString();

        JsonNode order = order(id);
        assertThat(placed.json()).isEqualTo(order);
        assertThat(placed.header("Location")).isEqualTo("/v1/orders/" + id);
        Api after = api.after(placed);
        assertThat(after.get("/v1/orders/" + id).expect(200).json()).isEqualTo(order);
        assertThat(after.get("/v1/orders").expect(200).json()).isEqualTo(page(order));
        assertThat(after.get("/v1/search/orders?q=beeblebrox&facets=country,channel,day")
                        .expect(200)
                        .json())
                .isEqualTo(json("""
                    {"data":[%s],"total":1,"facets":{
                      "country":[{"key":"Norway","count":1,"revenue":{"amount":"13.99","currency":"GBP"}}],
                      "channel":[{"key":"web","count":1,"revenue":{"amount":"13.99","currency":"GBP"}}],
                      "day":[{"key":"2026-03-01","count":1,"revenue":{"amount":"13.99","currency":"GBP"}}]}}\
                    """.formatted(order)));
        assertThat(after.get("/v1/audit/orders/" + id).expect(200).json().get("state"))
                .isEqualTo(order);
        assertThat(after.get("/v1/inventory/MUG-1").expect(200).json()).isEqualTo(json("""
            {"sku":"MUG-1","onHand":10,"reserved":3,"available":7,"locations":[
              {"location":"main","onHand":10,"reserved":3,"available":7}]}\
            """));
    }

    @Test
    void recordsEveryEventWithItsEnvelope() {
        stockForTheOrder();
        Instant before = Instant.now();
        Answer placed = api.post("/v1/orders", ORDER).expect(201);
        String id = placed.json().get("id").asString();

        List<JsonNode> events = api.after(placed).all("/v1/audit/events");

        assertThat(events)
                .extracting(event -> event.get("type").asString() + " "
                        + event.get("aggregate").asString().replaceAll("(api-key|organization|slug):.*", "$1") + " "
                        + event.get("version").asInt())
                .containsExactly(
                        "SlugClaimed slug 1",
                        "ApiKeyIssued api-key 1",
                        "OrganizationCreated organization 1",
                        "ProductRegistered product:MUG-1 1",
                        "StockReceived stock:MUG-1 1",
                        "ProductRegistered product:TEA é 1",
                        "StockReceived stock:TEA é 1",
                        "StockReserved stock:MUG-1 2",
                        "StockReserved stock:TEA é 2",
                        "OrderPlaced order:" + id + " 1");
        assertThat(events)
                .extracting(event -> event.get("position").asLong())
                .isSorted()
                .doesNotHaveDuplicates();
        ObjectNode last = (ObjectNode) events.getLast();
        assertThat(Instant.parse(last.remove("recordedAt").asString())).isBetween(before, Instant.now());
        assertThat(last.remove("position").asLong()).isEqualTo(placed.position());
        assertThat(last.remove("id").asString()).isNotBlank();
        assertThat(last.remove("traceId").asString()).matches("[0-9a-f]{32}");
        String commandId = last.remove("commandId").asString();
        assertThat(last.remove("correlationId").asString()).isEqualTo(commandId);
        assertThat(last.remove("causationId").asString()).isEqualTo(commandId);
        JsonNode order = order(id);
        assertThat(last).isEqualTo(json("""
            {"type":"OrderPlaced","revision":2,"aggregate":"order:%s","version":1,
             "actor":{"kind":"key","id":"%s"},
             "payload":{"tenantId":"%s","orderId":"%s","channel":"web","externalId":"W-1001","customer":%s,
              "placedAt":"2026-03-01T10:15:30Z","lines":%s,"total":%s,"allocations":%s}}\
            """.formatted(
                        id,
                        organization.key().id(),
                        organization.id(),
                        id,
                        order.get("customer"),
                        order.get("lines"),
                        order.get("total"),
                        order.get("allocations"))));
    }

    @Test
    void neverShowsTheHashOfAKey() {
        long head = server.part(StreamPositions.class).head();

        assertThat(api.after(head).get("/v1/audit/events").expect(200).text())
                .contains("ApiKeyIssued", organization.key().id().value())
                .doesNotContain(
                        server.part(KeyPepper.class).hash(organization.key()),
                        organization.key().reveal(),
                        "secretHash");
    }

    @Test
    void answersTheFirstOrderWhenItsExternalIdComesAgain() {
        stockForTheOrder();
        Answer first = api.post("/v1/orders", ORDER).expect(201);
        long stored = server.storedEvents(organization.id());

        Answer again = api.post("/v1/orders", ORDER).expect(200);
        Answer changed = api.post("/v1/orders", ORDER.replace("\"quantity\":2", "\"quantity\":1000"))
                .expect(200);

        assertThat(again.json()).isEqualTo(first.json());
        assertThat(changed.json()).isEqualTo(first.json());
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.position()).isEqualTo(first.position());
        assertThat(server.storedEvents(organization.id())).isEqualTo(stored);
    }

    @Test
    void takesTheSameExternalIdOfAnotherChannelAsAnotherOrder() {
        stockForTheOrder();
        Answer first = api.post("/v1/orders", ORDER).expect(201);

        Answer other =
                api.post("/v1/orders", ORDER.replace("\"web\"", "\"shop-2\"")).expect(201);

        assertThat(other.json().get("id")).isNotEqualTo(first.json().get("id"));
        assertThat(api.after(other).all("/v1/orders?externalId=W-1001")).hasSize(2);
        assertThat(api.after(other).all("/v1/orders?externalId=W-1001&channel=web"))
                .containsExactly(first.json());
    }

    @Test
    void takesOrdersWithoutAnExternalIdAsNewEachTime() {
        stockForTheOrder();
        String anonymous = """
            {"channel":"web","currency":"GBP","lines":[{"sku":"MUG-1","quantity":1,"unitPrice":{"amount":"1","currency":"GBP"}}]}\
            """;

        Answer first = api.post("/v1/orders", anonymous).expect(201);
        Answer second = api.post("/v1/orders", anonymous).expect(201);

        assertThat(second.json().get("id")).isNotEqualTo(first.json().get("id"));
        assertThat(first.json().has("externalId")).isFalse();
        assertThat(first.json().at("/customer/reference").asString()).startsWith("ds_");
        assertThat(first.json().get("customer"))
                .hasSize(1)
                .isNotEqualTo(second.json().get("customer"));
        assertThat(api.after(second).all("/v1/orders")).containsExactlyInAnyOrder(first.json(), second.json());
    }

    @Test
    void releasesTheStockOfACancelledOrder() {
        stockForTheOrder();
        Answer placed = api.post("/v1/orders", ORDER).expect(201);
        String path = placed.header("Location");

        Answer cancelled = api.post(path + "/cancel", CANCELLATION).expect(200);

        ObjectNode expected = (ObjectNode) placed.json();
        expected.put("status", "cancelled").put("version", 2).putArray("allocations");
        expected.set("cancellation", cancelled.json().get("cancellation"));
        assertThat(cancelled.json()).isEqualTo(expected);
        assertThat(cancelled.json().at("/cancellation/reason").asString()).isEqualTo("Changed their mind");
        Api after = api.after(cancelled);
        assertThat(after.get(path).expect(200).json()).isEqualTo(expected);
        assertThat(after.get("/v1/orders?status=cancelled").expect(200).json()).isEqualTo(page(expected));
        assertThat(after.get("/v1/orders?status=placed").expect(200).json()).isEqualTo(json("{\"data\":[]}"));
        assertThat(after.get("/v1/search/orders?facets=day").expect(200).json())
                .isEqualTo(json("""
                    {"data":[%s],"total":1,"facets":{
                      "day":[{"key":"2026-03-01","count":1,"revenue":{"amount":"0.00","currency":"GBP"}}]}}\
                    """.formatted(expected)));
        assertThat(after.get(TEA).expect(200).json()).isEqualTo(json("""
            {"sku":"TEA é","onHand":5,"reserved":0,"available":5,"locations":[
              {"location":"main","onHand":5,"reserved":0,"available":5}]}\
            """));
        assertThat(server.storedStreams(organization.id()))
                .as("the release and the cancellation in one append")
                .endsWith("stock:MUG-1", "stock:TEA é", path.replace("/v1/orders/", "order:"));
    }

    private void stockForTheOrder() {
        product("MUG-1", "Mug", "4.50");
        api.post("/v1/inventory/MUG-1/receipts", "{\"quantity\":10}").expect(200);
        product("TEA é", "Tea", "0.99");
        api.post(TEA + "/receipts", "{\"quantity\":5}").expect(200);
    }

    private void product(String sku, String name, String price) {
        api.post(
                        "/v1/products",
                        "{\"sku\":\"%s\",\"name\":\"%s\",\"price\":{\"amount\":\"%s\",\"currency\":\"GBP\"}}"
                                .formatted(sku, name, price))
                .expect(201);
    }

    private static JsonNode page(JsonNode entry) {
        return json("{\"data\":[" + entry + "]}");
    }

    private static JsonNode order(String id) {
        return json("""
            {"id":"%s","externalId":"W-1001","channel":"web","status":"placed","version":1,
             "total":{"amount":"13.99","currency":"GBP"},"placedAt":"2026-03-01T10:15:30Z",
             "customer":{"reference":"c-17","name":"Zaphod Beeblebrox","email":"zaphod@example.org","country":"Norway"},
             "lines":[{"sku":"MUG-1","name":"Mug","quantity":2,"unitPrice":{"amount":"4.50","currency":"GBP"}},
                      {"sku":"TEA é","name":"Tea","quantity":1,"unitPrice":{"amount":"0.99","currency":"GBP"}},
                      {"sku":"MUG-1","name":"Mug","quantity":1,"unitPrice":{"amount":"4.00","currency":"GBP"}}],
             "allocations":[{"sku":"MUG-1","location":"main","units":3},{"sku":"TEA é","location":"main","units":1}]}\
            """.formatted(id));
    }
}
