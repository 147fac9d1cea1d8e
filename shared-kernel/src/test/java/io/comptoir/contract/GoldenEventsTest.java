package io.comptoir.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.messaging.StoredRevisions;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every revision of every event that was ever released can be read as the event of today, and what is stored today is what its
 * golden file says. A golden file is never edited: a change of an event is a new revision with a file of its own; see
 * docs/change-an-event.md.
 */
class GoldenEventsTest {

    static final Path FILES = Path.of("src/test/resources/events");
    private static final JsonMapper JSON = ContractJson.mapper();
    private static final StoredRevisions REVISIONS = StoredRevisions.ofTheContract();

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

    static Stream<String> filesOfOlderRevisions() throws IOException {
        Set<String> ofToday = samples().map(GoldenEventsTest::nameOf).collect(Collectors.toSet());
        return files().map(GoldenEventsTest::nameOf).filter(name -> !ofToday.contains(name));
    }

    @ParameterizedTest
    @MethodSource("filesOfOlderRevisions")
    void anOlderRevisionIsReadAsTheEventOfToday(String name) throws IOException {
        assertThat(EventSamples.ofOlderRevisions())
                .as("what the golden files of older revisions are today")
                .containsKey(name);
        DomainEvent today =
                Objects.requireNonNull(EventSamples.ofOlderRevisions().get(name));
        Class<?> type = today.getClass();
        String revision = name.substring(name.lastIndexOf('-') + 1);
        assertThat(name).isEqualTo(nameOf(type, Integer.parseInt(revision)));
        assertThat(REVISIONS.isOlder(type.getName(), revision))
                .as("the feature's upcasts begin with revision " + revision)
                .isTrue();

        byte[] stored = Files.readAllBytes(FILES.resolve(name + ".json"));

        assertThat((Object) JSON.readValue(REVISIONS.toNewest(type.getName(), revision, stored), type))
                .isEqualTo(today);
    }

    @Test
    void noGoldenFileIsMissing() throws IOException {
        List<String> expected = samples()
                .flatMap(sample -> IntStream.rangeClosed(1, revisionOf(sample.getClass()))
                        .mapToObj(revision -> nameOf(sample.getClass(), revision)))
                .toList();

        assertThat(files().map(GoldenEventsTest::nameOf)).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(EventSamples.ofOlderRevisions().keySet())
                .containsExactlyInAnyOrderElementsOf(filesOfOlderRevisions().toList());
    }

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(FILES)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    private static Path goldenFile(DomainEvent event) {
        return FILES.resolve(nameOf(event) + ".json");
    }

    private static String nameOf(Path file) {
        String path = FILES.relativize(file).toString().replace(File.separatorChar, '/');
        return path.substring(0, path.length() - ".json".length());
    }

    private static String nameOf(DomainEvent event) {
        return nameOf(event.getClass(), revisionOf(event.getClass()));
    }

    /** The name of a golden file: the feature, the event and the revision. */
    static String nameOf(Class<?> type, int revision) {
        String feature = type.getPackageName().substring(type.getPackageName().lastIndexOf('.') + 1);
        return feature + "/" + type.getSimpleName() + "-" + revision;
    }

    static int revisionOf(Class<?> type) {
        return Objects.requireNonNull(type.getAnnotation(Revision.class)).value();
    }
}
