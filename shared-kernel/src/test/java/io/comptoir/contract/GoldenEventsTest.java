package io.comptoir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.platform.messaging.ContractJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
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

    /** A field that was added and may be absent needs no upcaster: what was stored before reads as if it had none. */
    @Test
    void anOrderOfTheFirstRevisionNeverExpires() throws IOException {
        OrderPlaced first =
                JSON.readValue(Files.readString(FILES.resolve("orders/OrderPlaced-1.json")), OrderPlaced.class);

        assertThat(first.expiresAt()).isNull();
        assertThat(first.total().amount()).isEqualTo("15.30");
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
                    .containsExactlyInAnyOrderElementsOf(
                            samples().flatMap(GoldenEventsTest::goldenFiles).toList());
        }
    }

    private static Path goldenFile(DomainEvent event) {
        return goldenFile(event.getClass(), revisionOf(event));
    }

    /** Of the event's revision and of all before it. */
    private static Stream<Path> goldenFiles(DomainEvent event) {
        return IntStream.rangeClosed(1, revisionOf(event)).mapToObj(revision -> goldenFile(event.getClass(), revision));
    }

    private static int revisionOf(DomainEvent event) {
        return Objects.requireNonNull(event.getClass().getAnnotation(Revision.class))
                .value();
    }

    private static Path goldenFile(Class<?> type, int revision) {
        String feature = type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
        return FILES.resolve(feature).resolve(type.getSimpleName() + "-" + revision + ".json");
    }
}
