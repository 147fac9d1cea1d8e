package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Orders that wait to be accepted. */
@EndToEnd
class ExpiryIT {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final RunningServer server;
    private final Clock clock;
    private final Api api;

    ExpiryIT(RunningServer server, Organization organization) {
        this.server = server;
        this.clock = server.part(Clock.class);
        this.api = organization.api();
    }

    @BeforeEach
    void sellCups() {
        api.post(
                        "/v1/products",
                        "{\"sku\":\"CUP\",\"name\":\"A cup\",\"price\":{\"amount\":\"2\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/CUP/receipts", "{\"quantity\":10}").expect(200);
    }

    @Test
    void anOrderThatNobodyAcceptsIsCancelledAtItsMomentAndAnAcceptedOneIsNot() {
        Instant due = clock.instant().plusSeconds(2);
        Answer accepted = place(due);
        api.post(path(accepted) + "/accept", "{}").expect(200);
        Answer left = place(due);
        assertThat(left.json().get("expiresAt").asString())
                .startsWith(due.toString().substring(0, 19));

        Answer cancelled = await("the expiry")
                .atMost(LIMIT)
                .until(
                        () -> api.get(path(left)),
                        answer -> answer.status() == 200
                                && answer.json().get("status").asString().equals("cancelled"));

        assertThat(cancelled.json().at("/cancellation/reason").asString()).isEqualTo("expired");
        assertThat(Instant.parse(
                        cancelled.json().at("/cancellation/cancelledAt").asString()))
                .isBetween(due.minusMillis(1), due.plusSeconds(15));
        assertThat(cancelled.json().get("expiresAt")).isNull();
        // What a read tells is where its read model was at least; the others may be behind what it showed.
        Api after = api.after(server.caughtUp());
        JsonNode other = after.get(path(accepted)).expect(200).json();
        assertThat(other.get("status").asString()).isEqualTo("accepted");
        assertThat(other.get("expiresAt")).isNull();
        assertThat(other.get("acceptedAt").asString()).isNotBlank();
        JsonNode stock = after.get("/v1/inventory/CUP").expect(200).json();
        assertThat(stock.get("reserved").asInt()).isEqualTo(1);
        assertThat(after.all("/v1/orders?status=accepted")).hasSize(1);

        JsonNode who = after
                .all("/v1/audit/events?aggregate=order:" + left.json().get("id").asString())
                .stream()
                .filter(event -> event.get("type").asString().equals("OrderCancelled"))
                .findFirst()
                .orElseThrow();
        assertThat(who.at("/actor/kind").asString()).isEqualTo("process");
        assertThat(who.at("/actor/id").asString()).isEqualTo("order-expiry");
    }

    @Test
    void anOrderIsAcceptedOnceAndInTime() {
        Answer order = place(clock.instant().plusSeconds(3_600));
        Answer accepted = api.send(
                        "POST", path(order) + "/accept", null, java.net.http.HttpRequest.BodyPublishers.noBody())
                .expect(200);
        assertThat(accepted.json().get("version").asInt()).isEqualTo(2);

        assertThat(api.post(path(order) + "/accept", "{}")
                        .problem(409, "order-already-accepted")
                        .get("acceptedAt"))
                .isEqualTo(accepted.json().get("acceptedAt"));
        api.post(path(order) + "/cancel", "{\"reason\":\"test\"}").expect(200);
        api.post(path(order) + "/accept", "{}").problem(409, "order-already-cancelled");
        api.post("/v1/orders/none/accept", "{}").problem(404, "not-found");
        assertThat(api.post(path(order) + "/accept", "{\"note\":\"x\"}").problem(400, "malformed-request"))
                .isEqualTo(json("{\"field\":\"note\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"})
    void anOrderExpiresWithinAYearFromNow(String expiresAt) {
        assertThat(api.post("/v1/orders", order("\"" + expiresAt + "\"")).problem(422, "invalid-value"))
                .isEqualTo(json("{\"field\":\"expiresAt\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"tomorrow\"", "17", "true"})
    void aMomentIsATime(String expiresAt) {
        assertThat(api.post("/v1/orders", order(expiresAt)).problem(400, "malformed-request"))
                .isEqualTo(json("{\"field\":\"expiresAt\"}"));
    }

    private Answer place(Instant expiresAt) {
        return api.post("/v1/orders", order("\"" + expiresAt + "\"")).expect(201);
    }

    private static String path(Answer order) {
        return "/v1/orders/" + order.json().get("id").asString();
    }

    private static String order(String expiresAt) {
        return "{\"channel\":\"web\",\"currency\":\"GBP\",\"expiresAt\":" + expiresAt
                + ",\"lines\":[{\"sku\":\"CUP\",\"quantity\":1,\"unitPrice\":{\"amount\":\"2\",\"currency\":\"GBP\"}}]}";
    }
}
