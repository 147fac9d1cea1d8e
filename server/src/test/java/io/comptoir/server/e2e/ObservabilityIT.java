package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.ReadModels;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What an operator sees: figures, lines, traces; and what nobody sees: customers. */
@EndToEnd
class ObservabilityIT {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String METRICS = "/actuator/prometheus";

    private final RunningServer server;
    private final Organization organization;
    private final Api api;
    private final Api management;

    ObservabilityIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.api = organization.api();
        this.management = Api.at(server.managementAddress());
    }

    @Test
    void countsWhatItDoes() {
        product();
        api.post("/v1/orders", order("Zaphod Beeblebrox")).expect(201);
        api.post("/v1/orders", order("Zaphod Beeblebrox").replace("\"quantity\":1", "\"quantity\":1000"))
                .expect(409);
        Imports.end(api, Imports.start(api, Imports.HEADER + "\nx,A,A,1,12/1/10 8:26,1.50,17,Norway\n"));

        List<String> metrics =
                management.get(METRICS).expect(200).text().lines().toList();

        assertThat(with(metrics, "comptoir_commands_seconds_count", "command=\"PlaceOrder\"", "outcome=\"accepted\""))
                .isNotEmpty();
        assertThat(with(
                        metrics,
                        "comptoir_commands_seconds_count",
                        "command=\"PlaceOrder\"",
                        "outcome=\"refused\"",
                        "rejection=\"InsufficientStock\""))
                .isNotEmpty();
        assertThat(with(metrics, "comptoir_commands_seconds_bucket", "command=\"PlaceOrder\"", "le="))
                .isNotEmpty();
        assertThat(with(metrics, "comptoir_events_appended_total", "type=\"OrderPlaced\""))
                .isNotEmpty();
        for (String model : ReadModels.ALL.stream().map(ReadModel::name).toList()) {
            assertThat(with(metrics, "comptoir_projection_lag", "model=\"" + model + "\""))
                    .hasSize(1);
            assertThat(with(metrics, "comptoir_projection_events_total", "model=\"" + model + "\""))
                    .hasSize(1);
            assertThat(with(metrics, "comptoir_projection_batch_count", "model=\"" + model + "\""))
                    .hasSize(1);
            assertThat(with(metrics, "comptoir_projection_write_seconds_count", "model=\"" + model + "\""))
                    .hasSize(1);
        }
        for (String store : List.of("MongoDB", "Elasticsearch", "Event store")) {
            assertThat(with(metrics, "comptoir_store_up", "store=\"" + store + "\""))
                    .singleElement()
                    .asString()
                    .endsWith(" 1.0");
        }
        assertThat(with(metrics, "comptoir_elasticsearch_requests_seconds_count", "operation=\"bulk\""))
                .isNotEmpty();
        assertThat(with(metrics, "mongodb_driver_commands_seconds_count")).isNotEmpty();
        assertThat(with(metrics, "comptoir_imports_rows_total", "outcome=\"rejected\""))
                .hasSize(1);
        assertThat(with(metrics, "comptoir_imports_seconds_count", "outcome=\"completed\""))
                .hasSize(1);
        assertThat(with(metrics, "comptoir_imports_running")).hasSize(1);
        assertThat(with(metrics, "http_server_requests_seconds_count", "uri=\"/v1/orders\"", "status=\"201\""))
                .isNotEmpty();
        assertThat(with(metrics, "jvm_memory_used_bytes")).isNotEmpty();
    }

    private static List<String> with(List<String> metrics, String name, String... tags) {
        return metrics.stream()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> Stream.of(tags).allMatch(line::contains))
                .toList();
    }

    @Test
    void tellsItsFiguresOnTheManagementPortOnly() {
        assertThat(api.get(METRICS).status()).isEqualTo(404);
        assertThat(api.withoutKey().get(METRICS).status()).isEqualTo(401);
        assertThat(management.get("/v1/orders").status()).isIn(401, 404);
        for (String other : List.of("/actuator/env", "/actuator/heapdump", "/actuator/beans", "/actuator/shutdown")) {
            assertThat(management.get(other).status()).as(other).isIn(401, 404);
        }
    }

    @Test
    void listensForItsOperatorOnTheLoopbackInterfaceOnly() throws IOException {
        for (InetAddress address : NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(each -> !each.isLoopbackAddress() && !each.isLinkLocalAddress())
                .toList()) {
            InetSocketAddress port =
                    new InetSocketAddress(address, server.managementAddress().getPort());
            try (Socket socket = new Socket()) {
                assertThatExceptionOfType(ConnectException.class)
                        .as("a connection to " + port)
                        .isThrownBy(() -> socket.connect(port, 2_000));
            }
        }
    }

    @Test
    void followsTheTraceOfTheCallerThroughAnswersEventsAndLines() {
        Api traced = api.with("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
        Answer registered = traced.post(
                        "/v1/products",
                        "{\"sku\":\"T\",\"name\":\"T\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);

        assertThat(traced.post("/v1/products", "{}")
                        .expect(400)
                        .json()
                        .get("traceId")
                        .asString())
                .isEqualTo(TRACE);
        assertThat(traced.get("/v1/orders/x").expect(404).json().get("traceId").asString())
                .isEqualTo(TRACE);
        assertThat(traced.withoutKey()
                        .get("/v1/orders")
                        .expect(401)
                        .json()
                        .get("traceId")
                        .asString())
                .isEqualTo(TRACE);
        List<JsonNode> events = api.after(registered).all("/v1/audit/events?type=ProductRegistered");
        assertThat(events)
                .singleElement()
                .satisfies(event -> assertThat(event.get("traceId").asString()).isEqualTo(TRACE));
        assertThat(linesWith(
                        TRACE, "command=\"RegisterProduct\"", organization.id().toString()))
                .as("one line for the outcome")
                .hasSize(1);
    }

    @Test
    void writesOneLineForEachOutcomeWithTenantCommandAndTrace() {
        product();
        api.post("/v1/orders", order("Zaphod Beeblebrox")).expect(201);
        String refusal = api.post(
                        "/v1/orders", order("Zaphod Beeblebrox").replace("\"quantity\":1", "\"quantity\":1000"))
                .expect(409)
                .json()
                .get("traceId")
                .asString();

        String tenant = "tenant=\"" + organization.id() + "\"";
        assertThat(linesWith(tenant, "command=\"PlaceOrder\"", "outcome=\"accepted\"", "commandId=\""))
                .hasSize(1);
        assertThat(linesWith(
                        tenant, "command=\"PlaceOrder\"", "outcome=\"refused\"", "rejection=\"InsufficientStock\""))
                .singleElement()
                .asString()
                .contains(refusal);
    }

    private List<String> linesWith(String... words) {
        return server.output()
                .lines()
                .filter(line -> Stream.of(words).allMatch(line::contains))
                .toList();
    }

    @Test
    void neverWritesDownWhoTheCustomersAre() {
        product();
        String name = "Marvin Android";
        api.post("/v1/orders", order(name)).expect(201);
        api.post("/v1/orders", order(name) + "}").expect(400);
        api.post("/v1/orders", order(name).replace("\"channel\"", "\"chanel\"")).expect(400);
        api.post("/v1/orders", order(name).replace("\"Norway\"", "5")).expect(400);
        api.post("/v1/orders", order(name + "x".repeat(200))).expect(422);
        api.post("/v1/orders", order(name).replace("\"A\"", "\"B\"")).expect(422);
        Answer refused = api.post("/v1/orders", order(name).replace("\"quantity\":1", "\"quantity\":1000"))
                .expect(409);
        api.get("/v1/search/orders?q=marvin%20android@example.org").expect(200);
        api.get("/v1/search/orders?q=" + "marvin".repeat(40)).expect(400);
        Imports.end(
                api,
                Imports.start(
                        api, Imports.HEADER + "\n1,A,A,1,12/1/10 8:26,1.50,Marvin Android,\"android@example.org\n"));

        assertThat(refused.text()).doesNotContain("Marvin", "android");
        assertThat(server.output()).doesNotContainIgnoringCase("marvin").doesNotContain("android@example.org");
    }

    @Test
    void saysThatAFirstStartTakesItsTime() {
        GivenServices.assumeEmbeddedEventStore();
        assertThat(server.output())
                .contains("PostgreSQL     unpacking", "Elasticsearch  unpacking", "Comptoir is up after");
    }

    @Test
    void tellsItsHealthToAnybody() {
        for (String path : List.of("/v1/health", "/health")) {
            JsonNode health = api.withoutKey().get(path).expect(200).json();
            assertThat(health.get("status").asString()).isEqualTo("ready");
            assertThat(health.get("live").asBoolean()).isTrue();
            assertThat(health.get("ready").asBoolean()).isTrue();
            assertThat(health.get("stores").propertyStream())
                    .hasSize(4)
                    .allSatisfy(store -> assertThat(store.getValue().asString()).isEqualTo("up"));
            assertThat(health.get("readModels")).hasSize(ReadModels.ALL.size()).allSatisfy(model -> {
                assertThat(model.get("position").asLong()).isPositive();
                assertThat(model.get("lag").asLong()).isNotNegative();
                assertThat(model.get("behind").asBoolean()).isFalse();
                assertThat(model.get("state").asString()).isEqualTo("running");
                assertThat(model.get("version").asInt()).isPositive();
                assertThat(model.get("deadLetters").asLong()).isNotNegative();
            });
            assertThat(health.get("maxLagEvents").asLong()).isEqualTo(10_000);
        }
        for (String probe : List.of("live", "reads", "writes")) {
            assertThat(api.withoutKey()
                            .get("/v1/health/" + probe)
                            .expect(200)
                            .json()
                            .get("ready")
                            .asBoolean())
                    .isTrue();
        }
    }

    private void product() {
        api.post("/v1/products", "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/A/receipts", "{\"quantity\":5}").expect(200);
    }

    private static String order(String name) {
        return "{\"channel\":\"web\",\"currency\":\"GBP\",\"customer\":{\"name\":\"%s\",\"email\":\"android@example.org\","
                        .formatted(name)
                + "\"country\":\"Norway\"},\"lines\":[{\"sku\":\"A\",\"quantity\":1,"
                + "\"unitPrice\":{\"amount\":\"1\",\"currency\":\"GBP\"}}]}";
    }
}
