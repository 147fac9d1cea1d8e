package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Idempotency keys on the real event store: one effect, whatever is repeated, wherever. */
@EndToEnd
class IdempotencyIT {

    private static final String ORDER = "{\"channel\":\"web\",\"currency\":\"GBP\",\"lines\":[{\"sku\":\"CUP\","
            + "\"quantity\":1,\"unitPrice\":{\"amount\":\"2\",\"currency\":\"GBP\"}}]}";

    private final RunningServer server;
    private final Organization organization;
    private final Api api;

    IdempotencyIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
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
    void aHundredAtOnceHaveOneEffectAndOneAnswer() {
        long before = server.storedEvents(organization.id());
        Api keyed = api.with("Idempotency-Key", "checkout-1");

        List<Answer> answers = atOnce(100, number -> keyed);

        assertThat(server.storedEvents(organization.id()) - before)
                .as("stock reserved, order placed, request carried out")
                .isEqualTo(3);
        List<Answer> placed =
                answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(placed.stream().map(Answer::text).distinct()).hasSize(1);
        assertSamePosition(placed);
        assertThat(placed.stream().map(answer -> answer.header("Location")).distinct())
                .hasSize(1);
        answers.stream()
                .filter(answer -> answer.status() != 201)
                .forEach(answer ->
                        assertThat(answer.problem(409, "request-in-progress")).isEmpty());
        assertThat(api.after(placed.getFirst()).all("/v1/orders")).hasSize(1);
    }

    @Test
    void theAnswerStaysTheSameAndAnotherBodyIsRefused() {
        Api keyed = api.with("Idempotency-Key", "checkout-2");
        Answer placed = keyed.post("/v1/orders", ORDER).expect(201);
        String order = placed.json().get("id").asString();
        api.post("/v1/orders/" + order + "/cancel", "{\"reason\":\"test\"}").expect(200);

        Answer again = keyed.post("/v1/orders", ORDER).expect(201);

        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(again.text()).isEqualTo(placed.text());
        assertSamePosition(List.of(placed, again));
        assertThat(again.header("Location")).isEqualTo(placed.header("Location"));
        assertThat(keyed.post("/v1/orders", ORDER.replace("web", "shop")).problem(422, "idempotency-key-reused"))
                .isEmpty();
    }

    @Test
    void everythingThatIsChangedUnderAKeyIsAnsweredTheSameAgain() {
        Api operator = server.operator();
        String issued = same(api, "POST", "/v1/api-keys", "{\"label\":\"k\",\"role\":\"analyst\"}")
                .json()
                .at("/apiKey/id")
                .asString();
        Answer rotated = same(api, "POST", "/v1/api-keys/" + issued + "/rotate", "{\"overlap\":\"PT0S\"}");
        api.withKey(rotated.json().get("secret").asString()).get("/v1/orders").expect(200);
        same(api, "POST", "/v1/api-keys/" + issued + "/revoke", "{\"reason\":\"test\"}");
        same(api, "POST", "/v1/roles", "{\"role\":\"first\",\"permissions\":[\"orders:read\"]}");
        same(api, "POST", "/v1/roles", "{\"role\":\"second\",\"permissions\":[\"search:read\"]}");
        same(api, "PUT", "/v1/roles/first", "{\"permissions\":[\"orders:read\"]}");
        same(api, "PUT", "/v1/roles/first", "{\"permissions\":[\"search:read\"]}");
        same(api, "DELETE", "/v1/roles/second", "");
        same(api, "POST", "/v1/members", "{\"subject\":\"s-1\",\"grants\":[{\"role\":\"first\"}]}");
        same(api, "PUT", "/v1/members/s-1/grants", "{\"grants\":[{\"role\":\"analyst\"}]}");
        same(api, "DELETE", "/v1/members/s-1", "");
        same(api, "POST", "/v1/products/CUP/price", "{\"price\":{\"amount\":\"3\",\"currency\":\"GBP\"}}");
        same(api, "POST", "/v1/inventory/CUP/adjustments", "{\"delta\":-1,\"reason\":\"broken\"}");
        String order = same(
                        api,
                        "POST",
                        "/v1/orders",
                        ORDER.replace("\"lines\"", "\"customer\":{\"reference\":\"i-1\",\"name\":\"I\"},\"lines\""))
                .json()
                .get("id")
                .asString();
        same(api, "POST", "/v1/orders/" + order + "/accept", "");
        same(api, "POST", "/v1/orders/" + order + "/cancel", "{\"reason\":\"test\"}");
        same(api, "POST", "/v1/data-subjects/i-1/erasure", "{\"reason\":\"asked\"}");
        Answer created = same(operator, "POST", "/v1/organizations", "{\"name\":\"I\",\"slug\":\"idempotent\"}");
        api.withKey(created.json().at("/ownerKey/secret").asString())
                .get("/v1/orders")
                .expect(200);
        String other = "/v1/organizations/" + created.json().get("id").asString();
        same(operator, "POST", other + "/suspend", "{\"reason\":\"unpaid\"}");
        same(operator, "POST", other + "/resume", "{\"reason\":\"paid\"}");
    }

    /** Sends a request twice under one key; answers what both were answered. */
    private static Answer same(Api api, String method, String path, String body) {
        Api keyed = api.with("Idempotency-Key", method + path + body.hashCode());
        Answer first = keyed.send(method, path, "application/json", BodyPublishers.ofString(body));
        Answer second = keyed.send(method, path, "application/json", BodyPublishers.ofString(body));
        assertThat(first.status()).as(first.toString()).isBetween(200, 201);
        assertThat(second.status()).as(second.toString()).isEqualTo(first.status());
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.header("Idempotent-Replayed")).as(second.toString()).isEqualTo("true");
        assertSamePosition(List.of(first, second));
        return first;
    }

    @Test
    void twoNodesShareTheKeys() throws Exception {
        Map<String, String> environment = new HashMap<>(server.eventStore());
        environment.putAll(server.readModels());
        environment.put("COMPTOIR_ROLES", "command");
        try (ServerProcess second = ServerProcess.beside(server, environment)) {
            second.start();
            Api there = api.movedTo(second.apiAddress());
            for (int round = 1; round <= 10; round++) {
                long before = server.storedEvents(organization.id());
                Api here = api.with("Idempotency-Key", "round-" + round);
                Api beyond = there.with("Idempotency-Key", "round-" + round);

                List<Answer> answers = atOnce(8, number -> number % 2 == 0 ? here : beyond);

                assertThat(server.storedEvents(organization.id()) - before).isEqualTo(3);
                assertThat(answers)
                        .allSatisfy(answer ->
                                assertThat(answer.status()).as(answer.text()).isIn(201, 409));
                assertThat(answers.stream()
                                .filter(answer -> answer.status() == 201)
                                .map(Answer::text)
                                .distinct())
                        .hasSize(1);
                assertThat(answers.stream().filter(answer -> answer.status() == 409))
                        .allSatisfy(answer -> assertThat(answer.text()).contains("request-in-progress"));
            }
        }
    }

    @Test
    void aKeyIsVisibleAsciiOfLimitedLength() {
        assertThat(api.with("Idempotency-Key", "k".repeat(201))
                        .post("/v1/orders", ORDER)
                        .problem(400, "malformed-request")
                        .get("field")
                        .asString())
                .isEqualTo("Idempotency-Key");
    }

    @Test
    void aKeyCostsAboutAKilobyte() {
        assumeFalse(GivenServices.eventStoreIsAxonServer(), "there is no table to look into");
        api.with("Idempotency-Key", "cost").post("/v1/orders", ORDER).expect(201);

        long bytes = server.part(JdbcClient.class)
                .sql("select octet_length(payload) + octet_length(meta_data) + length(stream) + length(event_id)"
                        + " + length(recorded_at) + length(payload_type) from events where stream like ?")
                .param(organization.id() + ":request:%")
                .query(Long.class)
                .single();

        System.out.printf("  a keyed request stores %d bytes beside its own events%n", bytes);
        assertThat(bytes).isLessThan(1_536);
    }

    /** Axon Server tells no position of one event; there a repeated answer may carry a later one. */
    private static void assertSamePosition(List<Answer> answers) {
        if (!GivenServices.eventStoreIsAxonServer()) {
            assertThat(answers.stream().map(Answer::position).distinct()).hasSize(1);
        }
    }

    private static List<Answer> atOnce(int count, java.util.function.IntFunction<Api> caller) {
        List<CompletableFuture<Answer>> running = IntStream.range(0, count)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> caller.apply(number)
                                .send("POST", "/v1/orders", "application/json", BodyPublishers.ofString(ORDER)),
                        task -> Thread.ofVirtual().start(task)))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }
}
