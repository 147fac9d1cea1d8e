package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * Requests that nobody thought of: right ones of every route, of which one part or another was changed by chance. Whatever comes,
 * it is answered in time, never with an error of the server and never with anything of another organization; a refusal is a
 * problem and stores nothing.
 *
 * <p>{@code -Dfuzz.seed=} repeats a run, {@code -Dfuzz.seconds=} makes it longer.
 */
@EndToEnd
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzIT {

    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime() >>> 8);
    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("fuzz.seconds", 10));

    /** What the other organization has, wherever a name can be put. */
    private static final String FOREIGN = "SECRET";

    private static final Duration IN_TIME = Duration.ofSeconds(10);
    private static final String PRICE = "{\"amount\":\"1.25\",\"currency\":\"GBP\"}";
    private static final String LINES = "[{\"sku\":\"A\",\"quantity\":1,\"unitPrice\":" + PRICE + "}]";
    private static final String FILE = Imports.HEADER
            + "\n1001,A,Cup,2,12/1/10 8:26,1.50,17,France\n1002,B,Can,1,12/1/10 8:27,2.00,18,Spain\nC1001,A,Cup,-1,12/1/10"
            + " 9:00,1.50,17,France\n";

    private final RunningServer server;
    private final Organization organization;
    private final Organization stranger;
    private final List<Call> calls = new ArrayList<>();
    private String foreignOrder = "";

    FuzzIT(RunningServer server, Organization organization, Organization stranger) {
        this.server = server;
        this.organization = organization;
        this.stranger = stranger;
    }

    /**
     * A request that is right.
     *
     * @param body absent where the route takes none
     */
    private record Call(
            String method, String path, @Nullable String body) {}

    private void prepare() {
        Api other = stranger.api();
        other.post("/v1/products", "{\"sku\":\"" + FOREIGN + "\",\"name\":\"" + FOREIGN + "\",\"price\":" + PRICE + "}")
                .expect(201);
        other.post("/v1/inventory/" + FOREIGN + "/receipts", "{\"quantity\":5}").expect(200);
        Answer theirs = other.post("/v1/orders", order("hidden", FOREIGN)).expect(201);
        foreignOrder = theirs.json().get("id").asString();
        Api api = organization.api();
        api.post("/v1/products", "{\"sku\":\"A\",\"name\":\"Cup\",\"price\":" + PRICE + "}")
                .expect(201);
        api.post("/v1/inventory/A/receipts", "{\"quantity\":1000000}").expect(200);
        Answer order = api.post("/v1/orders", order("web", "A")).expect(201);
        RunningServer.awaitReadModels(api, order.position());
        String id = order.json().get("id").asString();
        JsonNode page = api.get("/v1/audit/events?limit=1").expect(200).json();
        String event = page.at("/data/0/id").asString();
        String cursor = page.path("nextCursor").asString("none");
        reads(id, event, cursor);
        writes(id);
    }

    private static String order(String channel, String sku) {
        return "{\"channel\":\"" + channel + "\",\"externalId\":\"" + channel
                + "-1\",\"currency\":\"GBP\",\"customer\":"
                + "{\"reference\":\"c-1\",\"name\":\"" + channel
                + " Person\",\"email\":\"a@example.org\",\"country\":\"France\"},"
                + "\"placedAt\":\"2026-01-01T00:00:00Z\",\"lines\":" + LINES.replace("\"A\"", "\"" + sku + "\"") + "}";
    }

    private void reads(String order, String event, String cursor) {
        Stream.of(
                        "/v1/products?limit=10&cursor=" + cursor,
                        "/v1/products/A",
                        "/v1/inventory/A",
                        "/v1/orders?status=placed&channel=web&externalId=web-1&from=2026-01-01T00:00:00Z&to=2027-01-01T00:00:00Z"
                                + "&limit=5&cursor=" + cursor,
                        "/v1/orders/" + order,
                        "/v1/orders/" + foreignOrder,
                        "/v1/search/orders?q=cup&country=France&channel=web&sku=A&from=2026-01-01T00:00:00Z&facets=country,day&limit=5"
                                + "&cursor=" + cursor,
                        "/v1/search/products?q=cup&currency=GBP&minPrice=1&maxPrice=2.50&sort=price&facets=currency,price&limit=5"
                                + "&cursor=" + cursor,
                        "/v1/audit/events?aggregate=order&type=OrderPlaced&from=2026-01-01T00:00:00Z&limit=5&cursor="
                                + cursor,
                        "/v1/audit/orders/" + order + "?version=1",
                        "/v1/audit/orders/" + order + "?at=2026-01-01T00:00:00Z",
                        "/v1/audit/products/A?version=1&limit=5",
                        "/v1/audit/inventory/A?at=2999-01-01T00:00:00Z&limit=5",
                        "/v1/audit/inventory/" + FOREIGN + "?version=1",
                        "/v1/audit/checkpoints?limit=3&cursor=" + cursor,
                        "/v1/audit/proofs/" + event,
                        "/v1/audit/consistency?from=1&to=2",
                        "/v1/imports/" + order,
                        "/v1/effects?state=planned&limit=5&cursor=" + cursor,
                        "/v1/effects/" + order,
                        "/v1/dead-letters?limit=5&cursor=" + cursor,
                        "/v1/dead-letters/" + order,
                        "/v1/api-keys?limit=5&cursor=" + cursor,
                        "/v1/api-keys/" + organization.key().id(),
                        "/v1/roles?limit=5&cursor=" + cursor,
                        "/v1/roles/owner",
                        "/v1/members?limit=5&cursor=" + cursor,
                        "/v1/members/nobody",
                        "/v1/organization",
                        "/v1/data-subjects/c-1/export")
                .forEach(path -> calls.add(new Call("GET", path, null)));
    }

    private void writes(String order) {
        calls.add(new Call("POST", "/v1/products", "{\"sku\":\"B\",\"name\":\"Can\",\"price\":" + PRICE + "}"));
        calls.add(new Call("POST", "/v1/products/A/price", "{\"price\":" + PRICE + "}"));
        calls.add(new Call(
                "POST", "/v1/inventory/A/receipts", "{\"location\":\"main\",\"quantity\":3,\"reference\":\"PO-1\"}"));
        calls.add(new Call(
                "POST", "/v1/inventory/A/adjustments", "{\"location\":\"main\",\"delta\":-1,\"reason\":\"broken\"}"));
        calls.add(new Call("POST", "/v1/orders", order("web", "A")));
        calls.add(new Call("POST", "/v1/orders", order("shop", "A").replace("\"externalId\":\"shop-1\",", "")));
        calls.add(new Call("POST", "/v1/orders/" + order + "/cancel", "{\"reason\":\"changed mind\"}"));
        calls.add(new Call("POST", "/v1/orders/" + order + "/accept", "{}"));
        calls.add(
                new Call(
                        "POST",
                        "/v1/api-keys",
                        "{\"label\":\"web\",\"role\":\"analyst\",\"scopes\":[\"orders:read\"],\"expiresAt\":\"2030-01-01T00:00:00Z\"}"));
        calls.add(new Call("POST", "/v1/api-keys/aaaaaaaaaaaaaaaa/rotate", "{\"overlap\":\"PT24H\"}"));
        calls.add(new Call("POST", "/v1/api-keys/aaaaaaaaaaaaaaaa/revoke", "{\"reason\":\"leaked\"}"));
        calls.add(new Call(
                "POST", "/v1/roles", "{\"role\":\"support\",\"permissions\":[\"orders:read\",\"search:read\"]}"));
        calls.add(new Call("PUT", "/v1/roles/support", "{\"permissions\":[\"orders:read\"]}"));
        calls.add(new Call("DELETE", "/v1/roles/support", null));
        calls.add(
                new Call(
                        "POST",
                        "/v1/members",
                        "{\"subject\":\"auth0|1\",\"label\":\"night\",\"grants\":[{\"role\":\"analyst\",\"expiresAt\":\"2030-01-01T00:00:00Z\"}]}"));
        calls.add(new Call("PUT", "/v1/members/auth0%7C1/grants", "{\"grants\":[{\"role\":\"analyst\"}]}"));
        calls.add(new Call("DELETE", "/v1/members/auth0%7C1", null));
        calls.add(new Call("POST", "/v1/effects/" + order + "/resolve", "{\"outcome\":\"delivered\"}"));
        calls.add(new Call("POST", "/v1/effects/" + order + "/retry", "{}"));
        calls.add(new Call("POST", "/v1/dead-letters/" + order + "/retry", "{}"));
        calls.add(new Call("POST", "/v1/dead-letters/" + order + "/discard", "{\"reason\":\"pointless\"}"));
        calls.add(new Call("POST", "/v1/data-subjects/c-9/erasure", "{\"reason\":\"asked\"}"));
        calls.add(new Call("POST", "/v1/audit/checkpoints", "{}"));
    }

    @Test
    void isAnsweredInTimeWithAProblemAndNothingOfAnybodyElse() {
        prepare();
        Mutations mutations = new Mutations(new SplittableRandom(SEED));
        long end = System.nanoTime() + LENGTH.toNanos();
        long requests = 0;
        int refusedWrites = 0;
        List<String> stored = storedStreams();
        while (System.nanoTime() < end) {
            Call call = mutations.anyOf(calls);
            String path = path(mutations, call.path());
            byte @Nullable [] body = call.body() == null ? null : mutations.body(call.body());
            Api api = headers(mutations);
            String contentType = mutations.chance(95) ? "application/json" : "text/plain";
            String asked = "seed " + SEED + ", request " + ++requests + ": " + call.method() + " " + path + " "
                    + (body == null ? "" : new String(body, 0, Math.min(body.length, 500), StandardCharsets.UTF_8));
            long begin = System.nanoTime();

            Answer answer = api.send(
                    call.method(),
                    path,
                    body == null ? null : contentType,
                    body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(asked).isLessThan(IN_TIME);
            assertThat(answer.status()).as("%s → %s", asked, answer.text()).matches(FuzzIT::isAnAnswer);
            assertThat(withoutWhatWasSent(answer.text(), asked)).as(asked).doesNotContain(FOREIGN);
            if (answer.status() >= 400) {
                assertIsAProblem(asked, answer);
            }
            if (!call.method().equals("GET")) {
                // Each look costs as much as a request.
                if (answer.status() >= 400 && ++refusedWrites % 5 == 0) {
                    assertThat(storedStreams())
                            .as(asked + " → " + answer.text())
                            .isEqualTo(stored);
                } else if (answer.status() < 400 || refusedWrites % 5 == 4) {
                    stored = storedStreams();
                }
            }
        }
        assertThat(requests).isGreaterThan(100);
    }

    /** The refusal of a key is stored with that key, as it should be. */
    private List<String> storedStreams() {
        return server.storedStreams(organization.id()).stream()
                .filter(stream -> !stream.startsWith("api-key"))
                .toList();
    }

    private static boolean isAnAnswer(int status) {
        // Waiting for a position that never comes is the one thing that the server gives up.
        return (status >= 200 && status < 300) || (status >= 400 && status < 500) || status == 503;
    }

    private static void assertIsAProblem(String asked, Answer answer) {
        assertThat(answer.header("Content-Type"))
                .as("%s → %s", asked, answer.text())
                .isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.path("type").asString("")).as(asked).startsWith("urn:comptoir:problem:");
        assertThat(problem.path("status").asInt(0)).as(asked).isEqualTo(answer.status());
        assertThat(problem.path("detail").asString("")).as(asked).isNotBlank();
        if (answer.status() == 503) {
            assertThat(problem.path("type").asString("")).as(asked).endsWith("projection-behind");
        }
    }

    private static String withoutWhatWasSent(String answer, String asked) {
        return asked.contains(FOREIGN) ? answer.replace(FOREIGN, "") : answer;
    }

    private static String path(Mutations mutations, String right) {
        int question = right.indexOf('?');
        String path = question < 0 ? right : right.substring(0, question);
        if (mutations.chance(30)) {
            int last = path.lastIndexOf('/');
            String near = Api.encoded(mutations.near(path.substring(last + 1)));
            path = path.substring(0, last + 1) + near;
        }
        if (question < 0) {
            return path;
        }
        StringBuilder query = new StringBuilder();
        for (String parameter : right.substring(question + 1).split("&", -1)) {
            int equals = parameter.indexOf('=');
            String value = parameter.substring(equals + 1);
            if (mutations.chance(60)) {
                continue; // Most are left out, or one that is wrong would hide all others.
            }
            query.append(query.isEmpty() ? "?" : "&")
                    .append(parameter, 0, equals + 1)
                    .append(mutations.chance(40) ? Api.encoded(mutations.near(value)) : value);
        }
        return path + query;
    }

    private Api headers(Mutations mutations) {
        Api api = organization.api();
        if (mutations.chance(4)) {
            api = api.with("Comptoir-After", header(mutations));
        }
        if (mutations.chance(15)) {
            api = api.with("Idempotency-Key", mutations.chance(50) ? "key-" + mutations.chance(50) : header(mutations));
        }
        if (mutations.chance(3)) {
            api = api.with(
                    "Authorization",
                    "Bearer " + mutations.near("ck_aaaaaaaaaaaaaaaa_bbbb").replaceAll("[^ -~]", "?"));
        }
        if (mutations.chance(3)) {
            api = api.with("Accept", header(mutations));
        }
        return api;
    }

    /** What a client can send in a header at all. */
    private static String header(Mutations mutations) {
        return mutations.text().replaceAll("[^ -~]", "?").strip();
    }

    /**
     * Bytes that no client of HTTP sends: escapes that are none, controls in names, bodies that stop, lengths that lie. They are
     * answered or cut off, and never an error of the server.
     */
    @Test
    void bytesThatAreHardlyARequestAreRefusedOrCutOff() throws IOException {
        Mutations mutations = new Mutations(new SplittableRandom(SEED));
        URI address = server.apiAddress();
        List<String> stored = storedStreams();
        String query =
                "GET /v1/orders?limit=5&status=placed HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n";
        String write =
                "POST /v1/products HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%sContent-Type: application/json\r\n"
                        + "Content-Length: 7\r\n\r\n{\"sku\":";
        String pieces = "POST /v1/orders/%%41%%2f/cancel HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s"
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{}\n\r\n0\r\n\r\n";
        String key = "Authorization: Bearer " + organization.key().reveal() + "\r\n";
        long end = System.nanoTime() + LENGTH.toNanos() / 4;
        int requests = 0;
        do {
            byte[] request = mutations.bytes(
                    mutations.anyOf(List.of(query, write, pieces)).formatted(key));
            String asked = "seed " + SEED + ", bytes " + ++requests + ": "
                    + new String(request, StandardCharsets.ISO_8859_1)
                            .replace(organization.key().reveal(), "key");
            String answer = sent(address, request, asked);
            if (!answer.isEmpty()) {
                assertIsNoErrorOfTheServer(asked, answer);
            }
        } while (System.nanoTime() < end);
        assertThat(storedStreams()).as("seed " + SEED).isEqualTo(stored);
    }

    private static void assertIsNoErrorOfTheServer(String asked, String answer) {
        assertThat(answer).as(asked).doesNotContain(FOREIGN);
        if (!answer.startsWith("HTTP/")) {
            // Where the version was not found or not reached it is a request of HTTP/0.9, whose answers have no head.
            assertThat(Answer.json(answer).get("type").asString())
                    .as("%s → %s", asked, answer)
                    .isIn("urn:comptoir:problem:unauthenticated", "urn:comptoir:problem:malformed-request");
            return;
        }
        // Versions of HTTP and encodings of a body that the server does not speak have statuses of their own.
        assertThat(answer).as(asked).matches("(?s)HTTP/1\\.1 (2\\d\\d|4\\d\\d|501|505) .*");
        if (answer.charAt("HTTP/1.1 ".length()) != '2') {
            assertThat(answer).as(asked).containsIgnoringCase("Content-Type: application/problem+json");
        }
    }

    private static String sent(URI address, byte[] request, String asked) throws IOException {
        try (Socket socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout((int) IN_TIME.toMillis());
            socket.getOutputStream().write(request);
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("no answer in time to " + asked, e);
        } catch (SocketException cutOff) {
            return "";
        }
    }

    @Test
    void anImportEndsWhateverIsInTheFile() {
        Mutations mutations = new Mutations(new SplittableRandom(SEED));
        Api api = organization.api();
        long end = System.nanoTime() + LENGTH.toNanos() / 4;
        int files = 0;
        do {
            byte[] file = mutations.csv(FILE);
            String asked = "seed " + SEED + ", file " + ++files + ": " + new String(file, StandardCharsets.UTF_8);
            Answer started = api.postCsv(Imports.PATH, file);
            assertThat(started.status())
                    .as("%s → %s", asked, started.text())
                    .matches(status -> status == 202 || status / 100 == 4);
            if (started.status() == 202) {
                assertThat(Imports.end(api, started).json().get("status").asString())
                        .as(asked)
                        .isIn("completed", "failed");
            } else {
                assertIsAProblem(asked, started);
            }
        } while (System.nanoTime() < end);
    }
}
