package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.contract.orders.OrderPlaced;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Events that no projection can take in, written into the event store as a defect or another server would leave them. */
@EndToEnd
class DeadLettersIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final RunningServer server;
    private final Organization organization;
    private final Api api;

    DeadLettersIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.api = organization.api();
    }

    @AfterEach
    void leaveNothingBehind() {
        await().atMost(LIMIT).until(() -> {
            List<JsonNode> left = api.all("/v1/dead-letters");
            left.forEach(letter -> api.post(
                    "/v1/dead-letters/" + letter.get("id").asString() + "/discard", "{\"reason\":\"a test\"}"));
            return left.isEmpty();
        });
    }

    @Test
    void aPoisonEventParksItsOwnSequenceAndIsShownWithoutAnyPerson() {
        String broken = placedStream();
        insert(broken, 0, OrderPlaced.class.getName(), "{\"customer\":{\"name\":\"Zaphod Beeblebrox\"},\"lines\":42}");
        insert(broken, 1, "io.comptoir.contract.orders.OrderTeleported", "{}");
        Answer product = api.post(
                        "/v1/products",
                        "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);

        server.caughtUp();

        assertThat(api.after(product)
                        .get("/v1/products/A")
                        .expect(200)
                        .json()
                        .get("sku")
                        .asString())
                .isEqualTo("A");
        List<JsonNode> letters = api.all("/v1/dead-letters");
        assertThat(letters)
                .extracting(letter -> letter.get("projection").asString())
                .as("of whichever version")
                .containsOnly("orders", "orders-search", "events-search", "timers");
        assertThat(letters).allSatisfy(letter -> {
            assertThat(letter.get("version").asLong()).isEqualTo(1);
            assertThat(letter.get("cause").asString()).isEqualTo("unreadable");
            assertThat(letter.get("aggregate").asString()).startsWith("order:");
        });
        String path = "/v1/dead-letters/" + ofOrders().get("id").asString();
        Answer shown = api.get(path).expect(200);
        assertThat(shown.text()).doesNotContain("Zaphod", "Beeblebrox");
        assertThat(shown.json().at("/event/type").asString()).isEqualTo("OrderPlaced");
        assertThat(shown.json().at("/event/payload")).isEqualTo(json("{\"customer\":{\"name\":\"***\"},\"lines\":42}"));
        assertThat(shown.json().at("/event/envelope/actor/id").asString()).isNotBlank();
        assertThat(server.output()).doesNotContain("Zaphod", "Beeblebrox");
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(api.withoutKey()
                                .get("/v1/health")
                                .expect(200)
                                .json()
                                .get("deadLetters")
                                .asLong())
                        .isGreaterThanOrEqualTo(3));

        JsonNode again = api.post(path + "/retry", "{}").expect(200).json();
        assertThat(again.get("state").asString()).isEqualTo("parked");
        assertThat(again.at("/deadLetter/attempts").asInt()).isEqualTo(2);

        // What comes behind it is of a type that nobody knows, and so takes its place.
        JsonNode behind = api.post(path + "/discard", "{\"reason\":\"never happened\"}")
                .expect(200)
                .json();
        assertThat(behind.get("state").asString()).isEqualTo("parked");
        assertThat(behind.at("/deadLetter/version").asLong()).isEqualTo(2);
        assertThat(api.get(path).expect(200).json().at("/event/type").asString())
                .isEqualTo("OrderTeleported");
        assertThat(api.post(path + "/discard", "{\"reason\":\"nor did this\"}")
                        .expect(200)
                        .json()
                        .get("state")
                        .asString())
                .isEqualTo("resolved");
        api.get(path).problem(404, "not-found");
    }

    @Test
    void aPoisonEventInsideDoesNotStopARebuild() {
        insert(placedStream(), 0, OrderPlaced.class.getName(), "no JSON at all");
        server.caughtUp();
        JsonNode shown = api.get("/v1/dead-letters/" + ofOrders().get("id").asString())
                .expect(200)
                .json()
                .get("event");
        assertThat(shown.get("payload")).isNull();
        assertThat(shown.get("bytes").asInt()).isEqualTo("no JSON at all".length());
        assertThat(shown.get("sha256").asString()).hasSize(64);
        int before = version();

        await().atMost(LIMIT)
                .until(() -> server.operator()
                                .post("/v1/projections/orders/rebuild", "{}")
                                .status()
                        == 202);
        await().atMost(LIMIT).until(() -> version() > before);

        assertThat(api.all("/v1/dead-letters?projection=orders"))
                .extracting(each -> each.get("handler").asString())
                .contains("orders@" + version());
    }

    @Test
    void aDiscardSaysWhy() {
        insert(placedStream(), 0, OrderPlaced.class.getName(), "{}");
        server.caughtUp();
        String path = "/v1/dead-letters/" + ofOrders().get("id").asString() + "/discard";

        assertThat(api.post(path, "{}").problem(400, "malformed-request")).isEqualTo(json("{\"field\":\"reason\"}"));
        assertThat(api.post(path, "{\"reason\":\"" + "x".repeat(501) + "\"}").problem(422, "invalid-value"))
                .isEqualTo(json("{\"field\":\"reason\"}"));
        assertThat(api.get("/v1/dead-letters?state=new").problem(400, "malformed-request"))
                .isEqualTo(json("{\"field\":\"state\"}"));
        api.get("/v1/dead-letters/0000").problem(404, "not-found");
    }

    /** Of the version that readers see; the one before may follow the events still. */
    private JsonNode ofOrders() {
        return api.all("/v1/dead-letters?projection=orders").stream()
                .filter(letter -> letter.get("handler").asString().equals("orders@" + version()))
                .findFirst()
                .orElseThrow();
    }

    private int version() {
        return server.operator()
                .get("/v1/projections/orders")
                .expect(200)
                .json()
                .get("version")
                .asInt();
    }

    private String placedStream() {
        return organization.id() + ":order:" + UUID.randomUUID();
    }

    /** With the envelope of the organization's first event, whose stream is named after it. */
    private void insert(String stream, long sequence, String type, String payload) {
        int rows = server.part(JdbcClient.class)
                .sql("""
                    insert into events (event_id, stream, sequence, aggregate_type, recorded_at, payload_type,
                                        payload_revision, payload, meta_data)
                    select ?, ?, ?, 'Order', recorded_at, ?, '1', convert_to(?, 'UTF8'), meta_data
                    from events where stream like ? order by position limit 1\
                    """)
                .params(UUID.randomUUID().toString(), stream, sequence, type, payload, organization.id() + ":%")
                .update();
        assertThat(rows).isEqualTo(1);
    }
}
