package io.comptoir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.values.Country;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Note;
import io.comptoir.platform.messaging.ContractJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every event that was ever released can be read, and is written today as it was then. A golden file is never edited: a change
 * of an event is a new revision with a file of its own.
 */
class GoldenEventsTest {

    private static final Path FILES = Path.of("src/test/resources/events");
    private static final JsonMapper JSON = ContractJson.mapper();

    static Stream<DomainEvent> samples() {
        return EventSamples.all().stream();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isWrittenAsItsGoldenFileSays(DomainEvent sample) throws IOException {
        String written = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(sample) + "\n";

        assertThat(written).isEqualTo(Files.readString(goldenFile(sample), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isReadFromItsGoldenFile(DomainEvent sample) throws IOException {
        assertThat(JSON.readValue(Files.readString(goldenFile(sample)), sample.getClass()))
                .isEqualTo(sample);
    }

    /** What was stored before there were seals; the event store seals it when it is read. */
    @Test
    void readsOrdersWhoseCustomerWasInTheClear() throws IOException {
        OrderPlaced sealed = samples()
                .filter(OrderPlaced.class::isInstance)
                .map(OrderPlaced.class::cast)
                .findFirst()
                .orElseThrow();

        OrderPlaced read =
                JSON.readValue(Files.readString(FILES.resolve("orders/OrderPlaced-1.json")), OrderPlaced.class);

        assertThat(read).usingRecursiveComparison().ignoringFields("customer").isEqualTo(sealed);
        assertThat(read.customer())
                .isEqualTo(new Customer(
                        new DataSubjectId("17850"),
                        new Note("Ada Lovelace"),
                        new Note("ada@example.org"),
                        new Country("United Kingdom")));
    }

    @Test
    void everyEventHasASampleAndARevision() {
        List<String> events = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.comptoir.contract")
                        .stream()
                        .filter(type -> type.isRecord() && type.isAssignableTo(DomainEvent.class))
                        .map(JavaClass::getName)
                        .toList();

        assertThat(samples().map(sample -> sample.getClass().getName())).containsExactlyInAnyOrderElementsOf(events);
        assertThat(samples()).allMatch(sample -> sample.getClass().isAnnotationPresent(Revision.class));
    }

    @Test
    void noGoldenFileIsForgotten() throws IOException {
        try (Stream<Path> files = Files.walk(FILES)) {
            assertThat(files.filter(Files::isRegularFile))
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    samples().map(GoldenEventsTest::goldenFile),
                                    Stream.of(FILES.resolve("orders/OrderPlaced-1.json")))
                            .toList());
        }
    }

    private static Path goldenFile(DomainEvent event) {
        Class<?> type = event.getClass();
        String feature = type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
        int revision =
                Objects.requireNonNull(type.getAnnotation(Revision.class)).value();
        return FILES.resolve(feature).resolve(type.getSimpleName() + "-" + revision + ".json");
    }
}
