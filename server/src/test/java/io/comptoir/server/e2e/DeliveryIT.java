package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.comptoir.server.RunsBeside;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * The life of a server that is killed while timers and mails are under way, and whose read models and tokens are deleted.
 * Starts are slow, so each step goes on where the one before it ended.
 */
@EndToEnd
@RunsBeside
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DeliveryIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ADDRESS = "ada@example.org";

    private final GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final Clock clock;
    private final ServerProcess server;
    private final List<String> waiting = new ArrayList<>();
    private String keyedOrder = "";

    DeliveryIT(RunningServer running) throws IOException {
        this.clock = running.part(Clock.class);
        this.server = ServerProcess.beside(running, Map.of());
        mails.start();
    }

    @AfterAll
    void clearUp() throws Exception {
        server.close();
        mails.stop();
    }

    @Test
    @Order(1)
    void withoutAMailServerNobodyIsWrittenTo() throws Exception {
        server.start();
        sellCups(server.api());
        Answer placed = place(server.api(), ADDRESS, null).expect(201);

        RunningServer.awaitReadModels(server.api(), placed.position());

        assertThat(server.api().after(placed).all("/v1/effects")).isEmpty();
        server.stop();
    }

    @Test
    @Order(2)
    void withOneEachNewOrderIsConfirmedOnce() throws Exception {
        server.tell(Map.of(
                "COMPTOIR_MAIL_HOST", "127.0.0.1",
                "COMPTOIR_MAIL_PORT", Integer.toString(mails.getSmtp().getPort()),
                "COMPTOIR_MAIL_STARTTLS", "false",
                "COMPTOIR_MAIL_FROM", "orders@shop.example"));
        server.start();
        for (int number = 1; number <= 5; number++) {
            place(server.api(), ADDRESS, null).expect(201);
        }
        place(server.api(), null, null).expect(201);

        awaitMails(5);
        List<JsonNode> effects = await("five confirmed effects")
                .atMost(LIMIT)
                .until(() -> server.api().all("/v1/effects?state=confirmed"), found -> found.size() == 5);
        JsonNode effect = effects.getFirst();
        assertThat(effect.get("kind").asString()).isEqualTo("order-confirmation");
        assertThat(effect.get("state").asString()).isEqualTo("confirmed");
        assertThat(effect.get("subject").asString()).startsWith("order:");
        assertThat(effect.toString()).doesNotContain(ADDRESS);
        String id = effect.get("id").asString();
        assertThat(server.api().get("/v1/effects/" + id).expect(200).json()).isEqualTo(effect);
        server.api().post("/v1/effects/" + id + "/retry", "{}").problem(409, "effect-in-other-state");
        server.api()
                .post("/v1/effects/" + id + "/resolve", "{\"outcome\":\"delivered\"}")
                .problem(409, "effect-in-other-state");
        server.api()
                .post("/v1/effects/" + id + "/resolve", "{\"outcome\":\"perhaps\"}")
                .problem(422, "invalid-value");
        server.api().get("/v1/effects?state=lost").problem(400, "malformed-request");
        JsonNode page = server.api().get("/v1/effects?limit=2").expect(200).json();
        assertThat(page.get("data")).hasSize(2);
        assertThat(page.get("nextCursor").asString()).isNotBlank();
        assertThat(List.of(mails.getReceivedMessages()))
                .extracting(jakarta.mail.internet.MimeMessage::getMessageID)
                .doesNotHaveDuplicates()
                .contains("<" + id + "@shop.example>");
    }

    @Test
    @Order(3)
    void aServerThatIsKilledWhileOrdersExpireLosesAndDoublesNone() throws Exception {
        keyedOrder = keyed(server.api()).expect(201).text();
        Instant due = clock.instant().plusSeconds(5);
        for (int number = 0; number < 20; number++) {
            waiting.add(place(server.api(), null, due.plusMillis(number * 50L))
                    .expect(201)
                    .json()
                    .get("id")
                    .asString());
        }
        await().atMost(LIMIT).until(() -> !clock.instant().isBefore(due.plusMillis(300)));
        server.kill9();
        server.start();

        awaitExpiry();
        assertExpiredOnce();
    }

    @Test
    @Order(4)
    void aKeyHoldsAcrossAKill() {
        assertThat(keyed(server.api()).expect(201).text()).isEqualTo(keyedOrder);
        assertThat(keyed(server.api()).header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    @Order(5)
    void buildingEverythingAgainSendsNoMailAndFiresNoTimerTwice() throws Exception {
        Instant due = clock.instant().plusSeconds(3_600);
        String pending =
                place(server.api(), null, due).expect(201).json().get("id").asString();
        String late = place(server.api(), null, clock.instant().plusSeconds(2))
                .expect(201)
                .json()
                .get("id")
                .asString();
        waiting.add(late);
        int before = mails.getReceivedMessages().length;
        server.kill9();
        // With the documents go the tokens: every process starts at the first event again.
        FileSystemUtils.deleteRecursively(server.dataFolder().resolve("mongodb"));
        server.start();

        Answer placed = place(server.api(), ADDRESS, null).expect(201);
        awaitMails(before + 1);
        RunningServer.awaitReadModels(server.api(), placed.position());
        awaitExpiry();
        assertExpiredOnce();
        await("no timers but the one that waits")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(server.api().all("/v1/effects?state=confirmed"))
                        .hasSize(6));
        assertThat(mails.getReceivedMessages()).hasSize(before + 1);
        assertThat(server.api()
                        .get("/v1/orders/" + pending)
                        .json()
                        .get("status")
                        .asString())
                .isEqualTo("placed");
        assertThat(server.output()).doesNotContain(ADDRESS);
    }

    private void awaitExpiry() {
        await("the expiry of all orders")
                .atMost(LIMIT)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(waiting)
                        .allSatisfy(id -> assertThat(server.api()
                                        .get("/v1/orders/" + id)
                                        .expect(200)
                                        .json()
                                        .get("status")
                                        .asString())
                                .isEqualTo("cancelled")));
    }

    private void assertExpiredOnce() {
        assertThat(waiting).allSatisfy(id -> {
            JsonNode order =
                    server.api().get("/v1/audit/orders/" + id).expect(200).json();
            assertThat(order.at("/state/version").asInt()).isEqualTo(2);
            assertThat(order.at("/state/cancellation/reason").asString()).isEqualTo("expired");
        });
        await("what the orders hold that do not expire")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(server.api()
                                .get("/v1/inventory/CUP")
                                .expect(200)
                                .json()
                                .get("reserved")
                                .asInt())
                        .isEqualTo(server.api().all("/v1/orders?status=placed").size()));
    }

    private void awaitMails(int count) {
        await(count + " mails").atMost(LIMIT).until(() -> mails.getReceivedMessages().length >= count);
        assertThat(mails.getReceivedMessages()).hasSize(count);
    }

    private static void sellCups(Api api) {
        api.post(
                        "/v1/products",
                        "{\"sku\":\"CUP\",\"name\":\"A cup\",\"price\":{\"amount\":\"2\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/CUP/receipts", "{\"quantity\":1000}").expect(200);
    }

    private static Answer keyed(Api api) {
        return place(api.with("Idempotency-Key", "across-a-kill"), null, null);
    }

    private static Answer place(
            Api api,
            @org.jspecify.annotations.Nullable String email,
            @org.jspecify.annotations.Nullable Instant expiresAt) {
        return api.post(
                "/v1/orders",
                "{\"channel\":\"web\",\"currency\":\"GBP\","
                        + (email == null ? "" : "\"customer\":{\"email\":\"" + email + "\"},")
                        + (expiresAt == null ? "" : "\"expiresAt\":\"" + expiresAt + "\",")
                        + "\"lines\":[{\"sku\":\"CUP\",\"quantity\":1,\"unitPrice\":{\"amount\":\"2\",\"currency\":\"GBP\"}}]}");
    }
}
