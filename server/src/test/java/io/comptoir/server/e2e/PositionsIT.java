package io.comptoir.server.e2e;

import static io.comptoir.server.e2e.Answer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.platform.messaging.StreamPositions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Reading one's own writes: {@code Comptoir-Position} of a write, {@code Comptoir-After} of a read. */
@EndToEnd
class PositionsIT {

    private static final Map<String, String> READ_MODELS = Map.of(
            "/v1/orders", "orders",
            "/v1/products", "products",
            "/v1/inventory/A", "inventory",
            "/v1/imports/0190b2f0-0000-7000-8000-000000000001", "imports",
            "/v1/search/orders", "orders-search",
            "/v1/search/products", "products-search",
            "/v1/audit/events", "events-search");

    private static final String PRODUCT =
            "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}";

    private final RunningServer server;
    private final Api api;

    PositionsIT(RunningServer server, Organization organization) {
        this.server = server;
        this.api = organization.api();
    }

    @Test
    void aReadAfterAWriteSeesItEveryTime() {
        api.post("/v1/products", PRODUCT).expect(201);
        for (int units = 1; units <= 50; units++) {
            Answer received =
                    api.post("/v1/inventory/A/receipts", "{\"quantity\":1}").expect(200);

            Answer read = api.after(received).get("/v1/inventory/A").expect(200);

            assertThat(read.json()).isEqualTo(received.json());
            assertThat(read.position()).isGreaterThanOrEqualTo(received.position());
        }
    }

    @Test
    void everyReadTellsItsPositionAndItsLag() {
        long position = api.post("/v1/products", PRODUCT).expect(201).position();

        READ_MODELS.forEach((path, model) -> {
            Answer read = api.after(position).get(path);
            assertThat(read.position()).as(path).isGreaterThanOrEqualTo(position);
            assertThat(Long.parseLong(read.header("Comptoir-Lag"))).as(path).isNotNegative();
        });
    }

    @Test
    void positionsGrowWithEveryWrite() {
        long first = api.post("/v1/products", PRODUCT).expect(201).position();
        long second = api.post("/v1/inventory/A/receipts", "{\"quantity\":1}")
                .expect(200)
                .position();

        assertThat(second).isGreaterThan(first);
        assertThat(server.part(StreamPositions.class).head()).isGreaterThanOrEqualTo(second);
    }

    @Test
    void aPositionBeyondTheHeadIsWaitedForInVain() {
        long beyond = server.part(StreamPositions.class).head() + 1_000_000;
        // All at once, because each takes its whole time.
        READ_MODELS.entrySet().parallelStream().forEach(entry -> {
            long begun = System.nanoTime();
            Answer read = api.after(beyond).get(entry.getKey());
            Duration took = Duration.ofNanos(System.nanoTime() - begun);

            ObjectNode facts = read.problem(503, "projection-behind");
            assertThat(facts.remove("position").asLong()).isPositive().isLessThan(beyond);
            assertThat(facts)
                    .isEqualTo(json("{\"readModel\":\"%s\",\"after\":%d}".formatted(entry.getValue(), beyond)));
            assertThat(Integer.parseInt(read.header("Retry-After"))).isPositive();
            assertThat(took).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
        });
    }

    @Test
    void theHeadItselfIsReached() {
        long head = server.part(StreamPositions.class).head();

        READ_MODELS
                .keySet()
                .forEach(path ->
                        assertThat(api.after(head).get(path).status()).as(path).isIn(200, 404));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "9223372036854775808", "1 2"})
    void aPositionThatIsNoneIsRefused(String garbage) {
        READ_MODELS
                .keySet()
                .forEach(path -> assertThat(
                                api.with("Comptoir-After", garbage).get(path).problem(400, "malformed-request"))
                        .isEqualTo(json("{\"field\":\"Comptoir-After\"}")));
    }

    @Test
    void zeroIsAPositionToo() {
        assertThat(api.after(0).get("/v1/orders").expect(200).json()).isEqualTo(json("{\"data\":[]}"));
    }
}
