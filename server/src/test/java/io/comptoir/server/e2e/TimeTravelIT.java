package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What an order, a product and the stock of a SKU were at an earlier moment, made from their events. */
@EndToEnd
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TimeTravelIT {

    /** Signs that mean something in an address. */
    private static final String SKU = "50% off? a+b&c #1: é";

    private static final String PRICE = "{\"amount\":\"1\",\"currency\":\"GBP\"}";

    private final Api api;
    private final Api stranger;
    private final Thing order;
    private final Thing product;
    private final Thing stock;

    /**
     * Something with a history.
     *
     * @param path   where its history is found
     * @param states what it was after each of its events, as the API answered then
     * @param events what the trail has of it
     */
    record Thing(String path, List<JsonNode> states, List<JsonNode> events) {

        int versions() {
            return states.size();
        }

        Instant recordedAt(int version) {
            return Instant.parse(events.get(version - 1).get("recordedAt").asString());
        }

        /** How many events had been recorded by then. */
        int versionAt(Instant moment) {
            return (int) Stream.iterate(1, version -> version <= versions(), version -> version + 1)
                    .takeWhile(version -> !recordedAt(version).isAfter(moment))
                    .count();
        }

        /** The state with the events that made it, as the trail has them, but without their positions. */
        JsonNode at(int version) {
            return at(version, version);
        }

        JsonNode at(int version, int shown) {
            List<JsonNode> made = events.subList(version - shown, version).stream()
                    .map(event -> event.deepCopy())
                    .peek(event -> ((ObjectNode) event).remove("position"))
                    .toList();
            return json("{\"state\":%s,\"events\":%s}".formatted(states.get(version - 1), made));
        }

        @Override
        public String toString() {
            return path;
        }
    }

    TimeTravelIT(Organization organization, Organization stranger) {
        this.api = organization.api();
        this.stranger = stranger.api();
        String sku = Api.encoded(SKU);
        Answer registered = api.post(
                        "/v1/products", "{\"sku\":\"%s\",\"name\":\"A\",\"price\":%s}".formatted(SKU, PRICE))
                .expect(201);
        Answer repriced = api.post(
                        "/v1/products/" + sku + "/price", "{\"price\":{\"amount\":\"2\",\"currency\":\"GBP\"}}")
                .expect(200);
        Answer received = api.post("/v1/inventory/" + sku + "/receipts", "{\"quantity\":5}")
                .expect(200);
        Answer placed = api.post("/v1/orders", """
                {"channel":"web","currency":"GBP","placedAt":"2020-02-29T12:00:00Z",
                 "lines":[{"sku":"%s","quantity":1,"unitPrice":%s}]}""".formatted(SKU, PRICE)).expect(201);
        Answer reserved = api.after(placed).get("/v1/inventory/" + sku).expect(200);
        Answer cancelled = api.post(placed.header("Location") + "/cancel", "{\"reason\":\"Test\"}")
                .expect(200);
        Answer adjusted = api.post("/v1/inventory/" + sku + "/adjustments", "{\"delta\":-2,\"reason\":\"Test\"}")
                .expect(200);
        String id = placed.json().get("id").asString();
        Api after = api.after(adjusted);
        this.order = new Thing(
                "/v1/audit/orders/" + id,
                List.of(placed.json(), cancelled.json()),
                after.all("/v1/audit/events?aggregate=order:" + id));
        this.product = new Thing(
                "/v1/audit/products/" + sku,
                List.of(registered.json(), repriced.json()),
                after.all("/v1/audit/events?aggregate=" + Api.encoded("product:" + SKU)));
        this.stock = new Thing(
                "/v1/audit/inventory/" + sku,
                // What the cancelled order gives back leaves what there was before it.
                List.of(received.json(), reserved.json(), received.json(), adjusted.json()),
                after.all("/v1/audit/events?aggregate=" + Api.encoded("stock:" + SKU)));
    }

    private Stream<Thing> things() {
        return Stream.of(order, product, stock);
    }

    @Test
    void showsACancelledOrderPlacedAtItsFirstVersion() {
        JsonNode state = then(order, "?version=1").get("state");

        assertThat(state.get("status").asString()).isEqualTo("placed");
        assertThat(state.get("allocations")).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("things")
    void showsEveryVersionWithTheEventsThatMadeIt(Thing thing) {
        assertThat(thing.events()).hasSize(thing.versions());
        for (int version = 1; version <= thing.versions(); version++) {
            assertThat(then(thing, "?version=" + version)).isEqualTo(thing.at(version));
        }
        assertThat(then(thing, "")).isEqualTo(thing.at(thing.versions()));
    }

    @ParameterizedTest
    @MethodSource("things")
    void showsItAsItWasRecordedAtAMoment(Thing thing) {
        assertThat(thing.recordedAt(thing.versions())).isAfter(thing.recordedAt(1));
        for (int version = 1; version <= thing.versions(); version++) {
            Instant moment = thing.recordedAt(version);
            assertThat(then(thing, "?at=" + moment)).isEqualTo(thing.at(thing.versionAt(moment)));
            if (version > 1) {
                Instant before = moment.minusNanos(1);
                assertThat(then(thing, "?at=" + before)).isEqualTo(thing.at(thing.versionAt(before)));
            }
        }
        assertThat(then(thing, "?at=2999-01-01T00:00:00Z")).isEqualTo(thing.at(thing.versions()));
    }

    @ParameterizedTest
    @MethodSource("things")
    void knowsNothingOfItBeforeItWasRecorded(Thing thing) {
        assertThat(api.get(thing.path() + "?at=" + thing.recordedAt(1).minusNanos(1))
                        .problem(404, "not-found"))
                .isEmpty();
        // The customer of the order says that it was placed by then.
        assertThat(api.get(thing.path() + "?at=2020-02-29T12:00:00Z").problem(404, "not-found"))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("things")
    void hasNoVersionBeyondItsLast(Thing thing) {
        assertThat(api.get(thing.path() + "?version=" + (thing.versions() + 1)).problem(404, "not-found"))
                .isEqualTo(json("{\"lastVersion\":" + thing.versions() + "}"));
    }

    @Test
    void showsTheLastEventsOfWhatCanHaveMany() {
        for (Thing thing : List.of(product, stock)) {
            assertThat(then(thing, "?limit=1")).isEqualTo(thing.at(thing.versions(), 1));
            assertThat(then(thing, "?version=2&limit=1")).isEqualTo(thing.at(2, 1));
            assertThat(then(thing, "?version=2&limit=200")).isEqualTo(thing.at(2));
        }
    }

    @ParameterizedTest
    @MethodSource("things")
    void isForOthersAsIfItDidNotExist(Thing thing) {
        for (String when : List.of("", "?version=1", "?version=9", "?at=2020-02-29T12:00:00Z")) {
            Answer foreign = stranger.get(thing.path() + when);
            Answer absent = stranger.get(thing.path().replaceFirst("[^/]+$", "nothing") + when);

            assertThat(foreign.problem(404, "not-found")).isEmpty();
            assertThat(absent.problem(404, "not-found")).isEmpty();
            assertThat(foreign.json().get("detail")).isEqualTo(absent.json().get("detail"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"products", "inventory"})
    void knowsNothingOfWhatCannotBe(String kind) {
        assertThat(api.get("/v1/audit/" + kind + "/" + "x".repeat(65)).problem(404, "not-found"))
                .isEmpty();
    }

    private JsonNode then(Thing thing, String when) {
        return api.get(thing.path() + when).expect(200).json();
    }
}
