package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The clock of a server that takes orders jumps two hours forward and then two hours back, each time for less than a minute. */
@Faults
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JumpingClockIT {

    private static final Duration JUMP = Duration.ofHours(2);
    private static final Duration LIMIT = Duration.ofSeconds(40);

    private final ServerProcess server;
    private final Trouble trouble;
    private final OrderBook book = new OrderBook();

    JumpingClockIT(RunningServer running) throws IOException {
        server = ServerProcess.beside(running, Map.of());
        trouble = Trouble.in(server);
    }

    @BeforeAll
    void start() throws IOException {
        server.start();
        book.open(server.api());
    }

    @AfterAll
    void clearUp() throws Exception {
        server.close();
    }

    @Test
    void aJumpThatIsSetRightAgainFiresNothingEarlyOrLateAndLosesNothing() throws Exception {
        String inAnHour = placeUntil(Instant.now().plus(Duration.ofHours(1)));
        try (Crowd crowd = new Crowd(book, server.api(), 4, Duration.ofMillis(50))) {
            crowd.awaitServed(20);

            String soon = placeUntil(Instant.now().plusSeconds(12));
            jump(JUMP);
            crowd.awaitServed(20);
            // Its moment comes two hours too late for the clock, and just in time for what has really passed.
            awaitExpiry(soon);
            assertThat(status(inAnHour)).isEqualTo("placed");
            assertThat(expiredAt(soon)).isBefore(Instant.now().plus(JUMP.dividedBy(2)));

            jump(JUMP.negated());
            String late = placeUntil(Instant.now().plusSeconds(12));
            crowd.awaitServed(20);
            awaitExpiry(late);
            assertThat(status(inAnHour)).isEqualTo("placed");

            jump(Duration.ZERO);
            crowd.awaitServed(20);
        }
        assertThat(status(inAnHour)).isEqualTo("placed");
        book.settle(server.api());
        book.holds(server.api());
        assertThat(server.output())
                .contains("the clock jumped; timers go by the old time")
                .doesNotContain("timers go by the new time");
    }

    private void jump(Duration by) throws IOException {
        trouble.moveClock(by);
        await("a clock that is off by " + by).atMost(LIMIT).untilAsserted(() -> {
            Duration off = Duration.between(Instant.now(), tellsTheTime());
            assertThat(off.minus(by).abs()).isLessThan(Duration.ofSeconds(10));
        });
    }

    /** An order that does not say when it was placed is placed when the server says. */
    private Instant tellsTheTime() {
        return Instant.parse(server.api()
                .post("/v1/orders", order(""))
                .expect(201)
                .json()
                .get("placedAt")
                .asString());
    }

    private String placeUntil(Instant due) {
        return server.api()
                .post("/v1/orders", order("\"expiresAt\":\"" + due + "\","))
                .expect(201)
                .json()
                .get("id")
                .asString();
    }

    private static String order(String more) {
        return "{\"channel\":\"timed\",\"currency\":\"GBP\"," + more
                + "\"lines\":[{\"sku\":\"P-0\",\"quantity\":1,\"unitPrice\":{\"amount\":\"1\",\"currency\":\"GBP\"}}]}";
    }

    private void awaitExpiry(String order) {
        await("the expiry of " + order).atMost(LIMIT).until(() -> status(order).equals("cancelled"));
    }

    private JsonNode state(String order) {
        return server.api().get("/v1/audit/orders/" + order).expect(200).json().get("state");
    }

    private String status(String order) {
        return state(order).get("status").asString();
    }

    private Instant expiredAt(String order) {
        return Instant.parse(state(order).at("/cancellation/cancelledAt").asString());
    }
}
