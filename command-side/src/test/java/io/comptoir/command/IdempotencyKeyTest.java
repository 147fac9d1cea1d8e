package io.comptoir.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.contract.Decision;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.access.KeyGrant;
import io.comptoir.contract.access.Role;
import io.comptoir.contract.organizations.CreateOrganization;
import io.comptoir.contract.requests.RequestCarriedOut;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Slug;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.access.ApiKey;
import io.comptoir.platform.access.KeyPepper;
import io.comptoir.platform.messaging.AggregateCache;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.tenancy.TenantScope;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;

/** Requests with an idempotency key, over HTTP, decided by the whole command side on an event store in memory. */
class IdempotencyKeyTest {

    /** Found by name only, not by looking for components: the other tests want no controllers. */
    @ComponentScan({
        "io.comptoir.command.catalog",
        "io.comptoir.command.imports",
        "io.comptoir.command.inventory",
        "io.comptoir.command.orders"
    })
    static class Http extends HttpWithoutVault {}

    private static final String PRICE = "{\"amount\":\"2.00\",\"currency\":\"GBP\"}";
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private static Path folder;

    @SuppressWarnings("NullAway.Init")
    private static ConfigurableApplicationContext server;

    private final TenantId tenant = new TenantId(Uuids.timeOrdered(Instant.EPOCH));
    private final ApiKey credential = ApiKey.generate(new SecureRandom());

    @BeforeAll
    static void start() {
        server = CommandSide.application(Http.class)
                .web(WebApplicationType.SERVLET)
                .properties("server.port=0", "server.address=127.0.0.1", "comptoir.imports-dir=" + folder)
                .run();
    }

    @AfterAll
    static void stop() {
        server.close();
        CLIENT.close();
    }

    @BeforeEach
    void sellCups() {
        createOrganization(tenant, credential);
        post("/v1/products", "{\"sku\":\"CUP\",\"name\":\"A cup\",\"price\":" + PRICE + "}", "product")
                .expect(201);
        post("/v1/inventory/CUP/receipts", "{\"quantity\":10}", "stock").expect(200);
    }

    private static void createOrganization(TenantId tenant, ApiKey credential) {
        CreateOrganization command = new CreateOrganization(
                tenant,
                new Slug("shop-" + tenant.toString().substring(24)),
                new Note("Shop"),
                new KeyGrant(
                        credential.id(),
                        server.getBean(KeyPepper.class).hash(credential),
                        new Note("key"),
                        Role.OWNER));
        Decision<TenantId> created =
                TenantScope.in(tenant, () -> server.getBean(Commands.class).send(command, Actor.system("test")));
        assertThat(created).isInstanceOf(Decision.Accepted.class);
    }

    @Test
    void answersTheSameAgainAndStoresNothing() {
        for (Map.Entry<String, String> request : Map.of(
                        "/v1/orders", order(1),
                        "/v1/products", "{\"sku\":\"MUG\",\"name\":\"A mug\",\"price\":" + PRICE + "}",
                        "/v1/products/CUP/price", "{\"price\":{\"amount\":\"3\",\"currency\":\"GBP\"}}",
                        "/v1/inventory/CUP/receipts", "{\"quantity\":5}",
                        "/v1/inventory/CUP/adjustments", "{\"delta\":-1,\"reason\":\"broken\"}")
                .entrySet()) {
            String key = "key of " + request.getKey();
            Said first = post(request.getKey(), request.getValue(), key.replace(' ', '-'));
            assertThat(first.status()).as(first.body()).isBetween(200, 201);
            assertThat(first.replayed()).isFalse();
            List<DomainEvent> stored = stored();

            Said second = post(request.getKey(), request.getValue(), key.replace(' ', '-'));

            assertThat(second.replayed()).isTrue();
            assertThat(second.status()).isEqualTo(first.status());
            assertThat(second.body()).isEqualTo(first.body());
            assertThat(second.header("Location")).isEqualTo(first.header("Location"));
            assertThat(stored()).isEqualTo(stored);
        }
    }

    @Test
    void answersAsItWasThenWhateverHappenedSince() {
        Said placed = post("/v1/orders", order(3), "a").expect(201);
        post("/v1/orders/" + placed.id() + "/cancel", "{\"reason\":\"test\"}", "b")
                .expect(200);
        post("/v1/inventory/CUP/receipts", "{\"quantity\":1}", "c").expect(200);
        // As after a restart: nothing is in memory.
        server.getBean(AggregateCache.class).removeAll();

        assertThat(post("/v1/orders", order(3), "a").body())
                .isEqualTo(placed.body())
                .contains("\"placed\"");
        assertThat(post("/v1/inventory/CUP/receipts", "{\"quantity\":10}", "stock")
                        .body())
                .contains("\"onHand\":10,\"reserved\":0");
        assertThat(post("/v1/orders/" + placed.id() + "/cancel", "{\"reason\":\"test\"}", "b")
                        .expect(200)
                        .replayed())
                .isTrue();
    }

    @Test
    void answersTheFirstOrderWithAnExternalIdAlsoUnderASecondKey() {
        String external = order(1).replace("{\"channel\"", "{\"externalId\":\"1001\",\"channel\"");
        Said placed = post("/v1/orders", external, "a").expect(201);
        Said found = post("/v1/orders", external, "b").expect(200);
        post("/v1/orders/" + placed.id() + "/cancel", "{\"reason\":\"test\"}", null)
                .expect(200);

        assertThat(post("/v1/orders", external, "a").expect(201).body()).isEqualTo(placed.body());
        Said foundAgain = post("/v1/orders", external, "b").expect(200);
        assertThat(foundAgain.body()).isEqualTo(found.body());
        assertThat(foundAgain.replayed()).isTrue();
    }

    @Test
    void doesNotMindHowABodyIsWritten() {
        Said first = post("/v1/inventory/CUP/receipts", "{\"quantity\":5,\"reference\":\"PO 1\"}", "a");

        assertThat(post("/v1/inventory/CUP/receipts", "{ \"reference\" : \"PO 1\", \"quantity\" : 5 }", "a")
                        .body())
                .isEqualTo(first.body());
    }

    @Test
    void refusesAnotherRequestWithTheSameKey() {
        post("/v1/orders", order(1), "a").expect(201);
        List<DomainEvent> stored = stored();

        post("/v1/orders", order(2), "a").expectProblem(422, "idempotency-key-reused");
        post("/v1/inventory/CUP/receipts", order(1), "a").expectProblem(400, "malformed-request");
        post("/v1/inventory/CUP/receipts", "{\"quantity\":5}", "a").expectProblem(422, "idempotency-key-reused");
        post("/v1/inventory/CUP/receipts?x=1", "{\"quantity\":5}", "a").expectProblem(422, "idempotency-key-reused");

        assertThat(stored()).isEqualTo(stored);
    }

    @Test
    void letsARefusedRequestBeTriedAgain() {
        post("/v1/orders", order(11), "a").expectProblem(409, "insufficient-stock");
        post("/v1/orders", order(12), "a").expectProblem(409, "insufficient-stock");
        post("/v1/inventory/CUP/receipts", "{\"quantity\":1}", null).expect(200);

        Said placed = post("/v1/orders", order(11), "a").expect(201);

        assertThat(placed.replayed()).isFalse();
        assertThat(post("/v1/orders", order(11), "a").expect(201).replayed()).isTrue();
    }

    @Test
    void keepsTheKeysOfOrganizationsApart() {
        Said ours = post("/v1/orders", order(1), "a").expect(201);
        IdempotencyKeyTest other = new IdempotencyKeyTest();
        other.sellCups();

        Said theirs = other.post("/v1/orders", order(1), "a").expect(201);

        assertThat(theirs.replayed()).isFalse();
        assertThat(theirs.id()).isNotEqualTo(ours.id());
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "a\tb", "", " "})
    void refusesAKeyThatIsNone(String key) {
        List<DomainEvent> stored = stored();

        post("/v1/orders", order(1), key)
                .expectProblem(400, "malformed-request")
                .hasFact("\"field\":\"Idempotency-Key\"");

        assertThat(stored()).isEqualTo(stored);
    }

    @Test
    void takesKeysUpToTheLimit() {
        post("/v1/orders", order(1), "k".repeat(200)).expect(201);
        post("/v1/orders", order(1), "k".repeat(201)).expectProblem(400, "malformed-request");
    }

    @Test
    void refusesTwoKeys() {
        HttpRequest request = request("/v1/orders", "application/json")
                .header("Idempotency-Key", "a")
                .header("Idempotency-Key", "b")
                .POST(BodyPublishers.ofString(order(1)))
                .build();

        new Said(send(request)).expectProblem(400, "malformed-request");
    }

    @Test
    void refusesABodyOverTheLimitAsWithoutAKey() {
        HttpRequest request = request("/v1/orders", "application/json")
                .header("Idempotency-Key", "a")
                .POST(BodyPublishers.ofInputStream(() ->
                        new java.io.ByteArrayInputStream(" ".repeat(1_048_577).getBytes(US_ASCII))))
                .build();

        new Said(send(request)).expectProblem(413, "body-too-large");
    }

    @Test
    void hasOneEffectHoweverManyComeAtOnce() {
        List<DomainEvent> before = stored();

        List<Said> answers = atOnce(100, number -> post("/v1/orders", order(1), "a"));

        assertThat(stored().size() - before.size())
                .as("stock reserved, order placed, request carried out")
                .isEqualTo(3);
        List<Said> placed =
                answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(placed).isNotEmpty();
        assertThat(placed.stream().map(Said::body).distinct()).hasSize(1);
        assertThat(placed.stream().filter(answer -> !answer.replayed())).hasSize(1);
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> {
            answer.expectProblem(409, "request-in-progress");
            assertThat(answer.header("Retry-After")).isEqualTo("1");
        });
    }

    /** The last unit is taken by the first delivery; the others must not hear of a shortage. */
    @Test
    void neverRefusesForWhatTheSameRequestDid() {
        List<Said> answers = atOnce(50, number -> post("/v1/orders", order(10), "a"));

        assertThat(answers.stream().filter(answer -> answer.body().contains("insufficient")))
                .isEmpty();
    }

    @Test
    void saysThatARequestIsStillUnderWay() throws Exception {
        byte[] file = csv("1").getBytes(US_ASCII);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            OutputStream request = socket.getOutputStream();
            request.write(
                    ("POST /v1/imports?profile=online-retail HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + credential.reveal()
                                    + "\r\nIdempotency-Key: file\r\nContent-Type: text/csv\r\nContent-Length: "
                                    + file.length
                                    + "\r\n\r\n")
                            .getBytes(US_ASCII));
            request.write(file, 0, 20);
            request.flush();
            await().untilAsserted(() -> postCsv(csv("1"), "file").expectProblem(409, "request-in-progress"));

            request.write(file, 20, file.length - 20);
            request.flush();
            byte[] status = socket.getInputStream().readNBytes(12);
            assertThat(new String(status, US_ASCII)).isEqualTo("HTTP/1.1 202");
        }
    }

    @Test
    void importsAFileOnceUnderItsKey() {
        Said first = postCsv(csv("1"), "file").expect(202);
        await().until(() ->
                stored().stream().anyMatch(event -> event instanceof io.comptoir.contract.imports.ImportCompleted));
        List<DomainEvent> stored = stored();

        Said second = postCsv(csv("1"), "file").expect(202);
        postCsv(csv("2"), "file").expectProblem(422, "idempotency-key-reused");

        assertThat(second.replayed()).isTrue();
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.header("Location")).isEqualTo(first.header("Location"));
        assertThat(stored()).isEqualTo(stored);
    }

    @Test
    void acceptsAnOrderOnceUnderItsKey() {
        Said placed = post("/v1/orders", order(1), null).expect(201);
        String path = "/v1/orders/" + placed.id() + "/accept";
        post(path, "{\"note\":\"x\"}", "a")
                .expectProblem(400, "malformed-request")
                .hasFact("\"field\":\"note\"");

        Said accepted = post(path, "{}", "a").expect(200);

        assertThat(accepted.body()).contains("\"status\":\"accepted\"", "\"acceptedAt\"");
        assertThat(post(path, "{}", "a").expect(200).body()).isEqualTo(accepted.body());
        post(path, "", "b").expectProblem(409, "order-already-accepted");
        HttpRequest without = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("Authorization", "Bearer " + credential.reveal())
                .POST(BodyPublishers.noBody())
                .build();
        new Said(send(without)).expectProblem(409, "order-already-accepted");
    }

    @Test
    void remembersNoWordOfTheRequest() {
        post(
                        "/v1/orders",
                        order(1).replace("{\"channel\"", "{\"customer\":{\"name\":\"Ada Lovelace\"},\"channel\""),
                        "lovelace@example.org")
                .expect(201);

        assertThat(stored().stream().filter(event -> event instanceof RequestCarriedOut))
                .hasSize(3) // With those of the product and its stock.
                .noneMatch(event -> event.toString().contains("Lovelace")
                        || event.toString().contains("example"));
    }

    private static String order(int cups) {
        return "{\"channel\":\"web\",\"currency\":\"GBP\",\"lines\":[{\"sku\":\"CUP\",\"quantity\":" + cups
                + ",\"unitPrice\":" + PRICE + "}]}";
    }

    private static String csv(String invoice) {
        return "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\r\n" + invoice
                + ",CUP,A cup,1,12/1/10 8:26,2.50,17850,France\r\n";
    }

    private static <T> List<T> atOnce(int count, java.util.function.IntFunction<T> request) {
        List<CompletableFuture<T>> running = IntStream.range(0, count)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> request.apply(number), task -> Thread.ofVirtual().start(task)))
                .toList();
        return running.stream().map(CompletableFuture::join).toList();
    }

    private Said post(String path, String body, @Nullable String key) {
        HttpRequest.Builder request = request(path, "application/json").POST(BodyPublishers.ofString(body, UTF_8));
        return new Said(send(key == null ? request.build() : withKey(request, key)));
    }

    private Said postCsv(String csv, String key) {
        return new Said(send(withKey(
                request("/v1/imports?profile=online-retail", "text/csv").POST(BodyPublishers.ofString(csv)), key)));
    }

    private static HttpRequest withKey(HttpRequest.Builder request, String key) {
        return request.header("Idempotency-Key", key).build();
    }

    private HttpRequest.Builder request(String path, String type) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .header("Authorization", "Bearer " + credential.reveal())
                .header("Content-Type", type);
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int port() {
        return server.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    }

    /** Everything stored for this organization, in order. */
    private List<DomainEvent> stored() {
        return CommandSide.stored(server.getBean(EventStorageEngine.class), null, tenant);
    }

    private record Said(HttpResponse<String> response) {

        int status() {
            return response.statusCode();
        }

        String body() {
            return response.body();
        }

        String id() {
            return body().substring("{\"id\":\"".length(), "{\"id\":\"".length() + 36);
        }

        @Nullable
        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        boolean replayed() {
            return "true".equals(header("Idempotent-Replayed"));
        }

        Said expect(int status) {
            assertThat(status()).as(body()).isEqualTo(status);
            return this;
        }

        Said expectProblem(int status, String type) {
            expect(status);
            return hasFact("\"urn:comptoir:problem:" + type + "\"");
        }

        Said hasFact(String text) {
            assertThat(body()).contains(text);
            return this;
        }
    }
}
