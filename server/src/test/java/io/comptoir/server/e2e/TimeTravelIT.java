package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an order was at an earlier moment, made from its events. */
@EndToEnd
class TimeTravelIT {

    private final Api api;
    private final String path;
    private final JsonNode placed;
    private final JsonNode cancelled;
    private final List<JsonNode> events;

    TimeTravelIT(Organization organization) {
        api = organization.api();
        api.post("/v1/products", "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/A/receipts", "{\"quantity\":1}").expect(200);
        Answer order = api.post("/v1/orders", """
                {"channel":"web","currency":"GBP","placedAt":"2020-02-29T12:00:00Z",
                 "lines":[{"sku":"A","quantity":1,"unitPrice":{"amount":"1","currency":"GBP"}}]}""").expect(201);
        placed = order.json();
        String id = placed.get("id").asString();
        path = "/v1/audit/orders/" + id;
        Answer cancellation = api.post(order.header("Location") + "/cancel", "{\"reason\":\"Test\"}")
                .expect(200);
        cancelled = cancellation.json();
        events = api.after(cancellation).all("/v1/audit/events?aggregate=order:" + id);
    }

    @Test
    void showsACancelledOrderPlacedAtItsFirstVersion() {
        assertThat(then("?version=1")).isEqualTo(of(placed, 1));
        assertThat(placed.get("status").asString()).isEqualTo("placed");
        assertThat(placed.get("allocations")).hasSize(1);
    }

    @Test
    void showsItCancelledAtItsSecondVersionAndNow() {
        assertThat(then("?version=2")).isEqualTo(of(cancelled, 2));
        assertThat(then("")).isEqualTo(of(cancelled, 2));
    }

    @Test
    void showsItAsItWasRecordedAtAMoment() {
        Instant first = Instant.parse(events.getFirst().get("recordedAt").asString());
        Instant second = Instant.parse(events.getLast().get("recordedAt").asString());
        assertThat(second).isAfter(first);

        assertThat(then("?at=" + first)).isEqualTo(of(placed, 1));
        assertThat(then("?at=" + second.minusNanos(1))).isEqualTo(of(placed, 1));
        assertThat(then("?at=" + second)).isEqualTo(of(cancelled, 2));
        assertThat(then("?at=2999-01-01T00:00:00Z")).isEqualTo(of(cancelled, 2));
    }

    @Test
    void knowsNothingOfItBeforeItWasRecordedThoughTheCustomerOrderedEarlier() {
        Instant first = Instant.parse(events.getFirst().get("recordedAt").asString());

        assertThat(api.get(path + "?at=" + first.minusNanos(1)).problem(404, "not-found"))
                .isEmpty();
        assertThat(api.get(path + "?at=2020-02-29T12:00:00Z").problem(404, "not-found"))
                .isEmpty();
    }

    @Test
    void hasNoVersionBeyondItsLast() {
        assertThat(api.get(path + "?version=3").problem(404, "not-found")).isEqualTo(json("{\"lastVersion\":2}"));
    }

    private JsonNode then(String when) {
        return api.get(path + when).expect(200).json();
    }

    /** The state with the events that made it, as the trail has them, but without their positions. */
    private JsonNode of(JsonNode state, int version) {
        List<JsonNode> made = events.subList(0, version).stream()
                .map(event -> event.deepCopy())
                .peek(event -> ((tools.jackson.databind.node.ObjectNode) event).remove("position"))
                .toList();
        return json("{\"state\":%s,\"events\":%s}".formatted(state, made));
    }
}
