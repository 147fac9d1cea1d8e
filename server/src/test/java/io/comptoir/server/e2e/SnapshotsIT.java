package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.platform.messaging.AggregateCache;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Snapshots are a short cut, and never more than that. */
@EndToEnd
class SnapshotsIT {

    private static final int RECEIPTS = 505;
    private static final String WHOLE = " and payload_revision <> '1-000000000000'";

    private final RunningServer server;
    private final Organization organization;
    private final Api api;

    SnapshotsIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.api = organization.api();
    }

    @Test
    void aSnapshotOfAnotherVersionAndADamagedOneAreLeftAside() {
        GivenServices.assumeEmbeddedEventStore();
        api.post("/v1/products", "{\"sku\":\"A\",\"name\":\"A\",\"price\":{\"amount\":\"1\",\"currency\":\"GBP\"}}")
                .expect(201);
        for (int receipt = 0; receipt < RECEIPTS; receipt++) {
            api.post("/v1/inventory/A/receipts", "{\"quantity\":1}").expect(200);
        }
        await("a snapshot").atMost(Duration.ofSeconds(10)).until(() -> change("") == 1);

        // What an aggregate without any fields would have left.
        int told = change("payload = convert_to('{}', 'UTF8'), payload_revision = '1-000000000000',");
        assertThat(told).isEqualTo(1);
        server.part(AggregateCache.class).removeAll();

        assertThat(api.post("/v1/inventory/A/receipts", "{\"quantity\":1}")
                        .expect(200)
                        .json()
                        .get("onHand")
                        .asInt())
                .isEqualTo(RECEIPTS + 1);

        // Loading all these events was reason for another one, of this version; half of it is lost.
        await("another snapshot")
                .atMost(Duration.ofSeconds(10))
                .until(() -> change("payload = substring(payload for length(payload) / 2),", WHOLE) == 1);
        server.part(AggregateCache.class).removeAll();

        assertThat(api.post("/v1/inventory/A/receipts", "{\"quantity\":1}")
                        .expect(200)
                        .json()
                        .get("onHand")
                        .asInt())
                .isEqualTo(RECEIPTS + 2);
    }

    /** How many snapshots there are, each changed in this way. */
    private int change(String assignments) {
        return change(assignments, "");
    }

    private int change(String assignments, String condition) {
        return server.part(JdbcClient.class)
                .sql("update snapshots set " + assignments + " sequence = sequence where stream = ?" + condition)
                .param(organization.id() + ":stock:A")
                .update();
    }
}
