package io.comptoir.command.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.imports.ImportEvent;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.ImportTally;
import io.comptoir.contract.inventory.AdjustmentLine;
import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Sku;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole real file; what it adds up to is known from the file alone. */
class SampleImportTest {

    private static final Path SAMPLE =
            Path.of("../server/src/main/resources/sample-data/online-retail-2010-12-01-to-08.csv");

    private static final ImportTally EVERYTHING = new ImportTally(19_632, 727, 19_241, 135, 0, 256, 0);

    @TempDir
    private Path folder;

    @Test
    void importsEveryRowOnceHoweverOftenTheFileIsSent() throws IOException {
        ImportScenario scenario = new ImportScenario(folder);

        ImportState first = sendSample(scenario);

        assertThat(first.status()).isEqualTo(ImportState.Status.COMPLETED);
        assertThat(first.rows()).isEqualTo(19_632);
        assertThat(first.tally()).isEqualTo(EVERYTHING);
        assertThat(first.rejected()).isEmpty();
        assertThat(scenario.files()).isEmpty();

        List<OrderPlaced> orders = scenario.events(OrderPlaced.class);
        assertThat(orders).hasSize(727);
        assertThat(orders.stream().mapToInt(order -> order.lines().size()).sum())
                .isEqualTo(19_241);
        Currency pounds = Currency.getInstance("GBP");
        assertThat(orders.stream().map(OrderPlaced::total).reduce(Money.zero(pounds), Money::plus))
                .isEqualTo(Money.of("385266.47", pounds));
        assertStockAddsUp(scenario);

        List<DomainEvent> before = withoutImports(scenario);
        ImportState second = sendSample(scenario);

        assertThat(second.status()).isEqualTo(ImportState.Status.COMPLETED);
        assertThat(second.tally()).isEqualTo(EVERYTHING);
        assertThat(withoutImports(scenario)).hasSameSizeAs(before);
    }

    private static ImportState sendSample(ImportScenario scenario) throws IOException {
        try (InputStream sample = Files.newInputStream(SAMPLE)) {
            return scenario.sendFile(sample);
        }
    }

    private static void assertStockAddsUp(ImportScenario scenario) {
        Map<Sku, Long> ordered = new HashMap<>();
        for (OrderPlaced order : scenario.events(OrderPlaced.class)) {
            order.lines()
                    .forEach(line ->
                            ordered.merge(line.sku(), (long) line.quantity().value(), Long::sum));
        }
        Map<Sku, Long> found = new HashMap<>();
        for (AdjustmentsBooked booked : scenario.events(AdjustmentsBooked.class)) {
            for (AdjustmentLine line : booked.lines()) {
                found.merge(line.sku(), (long) Math.max(0, line.delta().value()), Long::sum);
            }
        }
        for (StockState stock : scenario.stock().values()) {
            assertThat(stock.reserved()).isEqualTo(ordered.getOrDefault(stock.sku(), 0L));
            assertThat(stock.available()).isEqualTo(found.getOrDefault(stock.sku(), 0L));
            assertThat(stock.received()).isEqualTo(stock.available() + stock.reserved() + stock.writtenOff());
        }
        assertThat(ordered.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(161_029);
    }

    private static List<DomainEvent> withoutImports(ImportScenario scenario) {
        return scenario.events().stream()
                .filter(event -> !(event instanceof ImportEvent))
                .toList();
    }
}
