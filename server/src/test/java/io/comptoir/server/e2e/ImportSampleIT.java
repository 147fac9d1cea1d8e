package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A week of a real wholesaler's invoices, imported once and looked at from every side. */
@EndToEnd
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ImportSampleIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(25);

    private final RunningServer server;
    private final Organization organization;
    private final Api api;
    private final List<JsonNode> seen = new ArrayList<>();

    ImportSampleIT(RunningServer server, Organization organization) {
        this.server = server;
        this.organization = organization;
        this.api = organization.api();
    }

    @BeforeAll
    void importTheSample() {
        Answer started = Imports.start(api, SampleFile.bytes());
        await("the end of the import").atMost(LIMIT).pollInterval(LOOK_EVERY).until(() -> {
            Answer now = Imports.now(api, started);
            seen.add(now.json());
            return Imports.hasEnded(now);
        });
        RunningServer.awaitReadModels(api, Imports.now(api, started).position());
    }

    @Test
    void accountsForEveryRow() {
        ObjectNode ended = (ObjectNode) seen.getLast();
        assertThat(ended.remove("id").asString()).isNotBlank();
        assertThat(ended.remove("rowsPerSecond").asLong()).isPositive();

        assertThat(ended).isEqualTo(SampleBooks.completedImport());
    }

    @Test
    void tellsHowFarItIsWhileItRuns() {
        for (String count : List.of("rowsDone", "orders", "orderLineRows", "adjustmentRows", "unmatchedRows")) {
            assertThat(seen)
                    .extracting(progress -> progress.get(count).asLong())
                    .isSorted();
        }
        assertThat(seen)
                .filteredOn(progress -> progress.get("status").asString().equals("running")
                        && progress.get("orders").asLong() > 0
                        && progress.get("rowsDone").asLong()
                                < progress.get("rows").asLong())
                .isNotEmpty()
                .allSatisfy(progress -> {
                    assertThat(progress.get("rows").asLong()).isEqualTo(19_632);
                    assertThat(progress.get("rowsPerSecond").asLong()).isPositive();
                    assertThat(progress.get("secondsLeft").asLong()).isPositive();
                });
    }

    @Test
    void hasTheSameOrdersInTheListTheSearchAndTheHistoryAndTheStockTheyHold() {
        new SampleBooks(api).hold();
    }

    @Test
    void changesNothingWhenItIsSentAgain() {
        List<String> before = withoutImports();

        Answer ended = Imports.end(api, Imports.start(api, SampleFile.bytes()));

        ObjectNode counts = (ObjectNode) ended.json();
        counts.remove(List.of("id", "rowsPerSecond"));
        assertThat(counts).isEqualTo(SampleBooks.completedImport());
        assertThat(withoutImports()).isEqualTo(before);
    }

    private List<String> withoutImports() {
        return server.storedStreams(organization.id()).stream()
                .filter(stream -> !stream.startsWith("import:"))
                .toList();
    }
}
