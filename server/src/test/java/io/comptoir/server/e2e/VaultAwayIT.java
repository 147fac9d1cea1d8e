package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The vault alone goes away: what is about people is refused, and everything else goes on. */
@EndToEnd
class VaultAwayIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final RunningServer server;
    private final Api api;

    VaultAwayIT(RunningServer server, Organization organization) {
        this.server = server;
        this.api = organization.api();
        GivenServices.assumeEmbeddedEventStore();
    }

    private Answer placeOrder(String externalId, String reference, String name) {
        return api.post("/v1/orders", """
            {"channel":"web","externalId":"%s","currency":"GBP","customer":{"reference":"%s","name":"%s"},
             "lines":[{"sku":"A","quantity":1,"unitPrice":{"amount":"1","currency":"GBP"}}]}\
            """.formatted(externalId, reference, name));
    }

    @Test
    void nothingIsSaidAboutPeopleAndNothingIsLost() throws SQLException {
        api.post("/v1/products", "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        api.post("/v1/inventory/A/receipts", "{\"quantity\":5}").expect(200);
        Answer placed = placeOrder("1", "m-1", "Marvin").expect(201);
        String path = placed.header("Location");
        api.after(placed).get(path).expect(200);

        take(false);
        await("that it is noticed")
                .atMost(LIMIT)
                .until(() -> health().at("/stores/vault").asString().equals("down"));

        assertThat(health().get("status").asString()).isEqualTo("degraded");
        api.withoutKey().get("/v1/health/writes").expect(200);
        api.withoutKey().get("/v1/health/reads").expect(503);
        // What is known about somebody is believed for some seconds.
        await("that nobody is seen").atMost(LIMIT).until(() -> api.get(path).status() == 503);
        assertThat(api.get(path).problem(503, "store-unavailable").get("store").asString())
                .isEqualTo("The vault");
        assertThat(api.get(path).header("Retry-After")).isNotBlank();
        placeOrder("2", "m-2", "Slartibartfast").problem(503, "store-unavailable");
        api.post("/v1/data-subjects/m-1/erasure", "{\"reason\":\"asked\"}").problem(503, "store-unavailable");
        api.get("/v1/products/A").expect(200);
        Answer received =
                api.post("/v1/inventory/A/receipts", "{\"quantity\":1}").expect(200);
        assertThat(received.json().get("reserved").asInt())
                .as("of the first order alone")
                .isEqualTo(1);

        take(true);
        await("that it is back")
                .atMost(LIMIT)
                .until(() -> placeOrder("2", "m-2", "Slartibartfast").status() == 201);
        assertThat(api.after(placed).get(path).expect(200).json()).isEqualTo(placed.json());
        await().atMost(LIMIT)
                .until(() -> health().at("/stores/vault").asString().equals("up"));
    }

    private tools.jackson.databind.JsonNode health() {
        return api.withoutKey().get("/v1/health").expect(200).json();
    }

    @AfterEach
    void giveItBack() throws SQLException {
        take(true);
    }

    /** The vault is a database beside the event store: it lets nobody in any more, and whoever is there is sent away. */
    private void take(boolean connections) throws SQLException {
        try (Connection connection = server.part(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("alter database vault with allow_connections " + connections);
            if (!connections) {
                statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'vault'");
            }
        }
    }
}
