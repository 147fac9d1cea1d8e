package io.comptoir.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The check that a released event does not change without a new revision, and that it would notice if one did. */
@SuppressWarnings("SameNameButDifferent") // The same event, changed in different ways.
class ReleasedRevisionsTest {

    private static final Path LOCK = GoldenEventsTest.FILES.resolve("revisions.lock");

    @Test
    void everyReleasedEventIsStoredAsItWasReleased() throws IOException {
        assertThat(String.join(
                        "\n\n",
                        ReleasedRevisions.parse(Files.readAllLines(LOCK)).problems(eventsOfToday(), files())))
                .isEmpty();
    }

    private static List<? extends Class<?>> eventsOfToday() {
        return EventSamples.all().stream().map(Object::getClass).toList();
    }

    private static Map<String, byte[]> files() throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (Path file : GoldenEventsTest.files().toList()) {
            String name = GoldenEventsTest.FILES.relativize(file).toString().replace('\\', '/');
            files.put(name.substring(0, name.length() - ".json".length()), Files.readAllBytes(file));
        }
        return files;
    }

    enum Colour {
        RED,
        GREEN
    }

    record Label(Note text, @Nullable Colour colour) {}

    /** An event as it was released. */
    static final class Released {
        @Revision(1)
        record ShelfLabelled(TenantId tenantId, Sku sku, Money price, List<Label> labels) {}
    }

    private static final String NAME = "contract/ShelfLabelled-1";
    private static final Map<String, byte[]> FILE = Map.of(NAME, "{\"sku\":\"A\"}".getBytes(UTF_8));

    /** The lock as it is when its own advice was followed. */
    private static ReleasedRevisions released() {
        List<String> lines = new ArrayList<>();
        for (String problem : ReleasedRevisions.parse(List.of("# comment", ""))
                .problems(List.of(Released.ShelfLabelled.class), FILE)) {
            lines.add(problem.substring(problem.indexOf('\n') + 1));
        }
        assertThat(lines).hasSize(2);
        return ReleasedRevisions.parse(lines);
    }

    private static List<String> problemsOf(Class<?> changed) {
        return released().problems(List.of(changed), FILE);
    }

    @Test
    void theSameShapeIsNoChangeWhateverTheOrderOfItsComponents() {
        assertThat(problemsOf(Released.ShelfLabelled.class)).isEmpty();
        assertThat(problemsOf(Reordered.ShelfLabelled.class)).isEmpty();
    }

    static final class Reordered {
        @Revision(1)
        record ShelfLabelled(List<Label> labels, Money price, Sku sku, TenantId tenantId) {}
    }

    @Test
    void noticesAComponentThatWasAdded() {
        assertThat(problemsOf(Added.ShelfLabelled.class))
                .singleElement()
                .asString()
                .startsWith(NAME + " is released");
    }

    static final class Added {
        @Revision(1)
        record ShelfLabelled(
                TenantId tenantId,
                Sku sku,
                Money price,
                List<Label> labels,
                @Nullable Note aisle) {}
    }

    @Test
    void noticesAComponentThatWasRenamed() {
        assertThat(problemsOf(Renamed.ShelfLabelled.class))
                .singleElement()
                .asString()
                .startsWith(NAME + " is released");
    }

    static final class Renamed {
        @Revision(1)
        record ShelfLabelled(TenantId tenantId, Sku sku, Money amount, List<Label> labels) {}
    }

    @Test
    void noticesAnotherType() {
        assertThat(problemsOf(OfAnotherType.ShelfLabelled.class))
                .singleElement()
                .asString()
                .startsWith(NAME + " is released");
    }

    static final class OfAnotherType {
        @Revision(1)
        record ShelfLabelled(TenantId tenantId, Sku sku, long price, List<Label> labels) {}
    }

    @Test
    void noticesThatSomethingMustBeThereThatCouldBeAbsent() {
        assertThat(problemsOf(Required.ShelfLabelled.class))
                .singleElement()
                .asString()
                .startsWith(NAME + " is released");
    }

    static final class Required {
        record Label(Note text, Colour colour) {}

        @Revision(1)
        record ShelfLabelled(TenantId tenantId, Sku sku, Money price, List<Label> labels) {}
    }

    @Test
    void noticesAChangeDeepInAValue() {
        assertThat(problemsOf(Deep.ShelfLabelled.class))
                .singleElement()
                .asString()
                .contains(
                        "labels:List<Label{colour:Colour?,text:Note{value:String}}>",
                        "labels:List<Label{size:int,text");
    }

    static final class Deep {
        record Label(Note text, int size) {}

        @Revision(1)
        record ShelfLabelled(TenantId tenantId, Sku sku, Money price, List<Label> labels) {}
    }

    @Test
    void asksForTheGoldenFileAndTheLineOfANewRevision() {
        assertThat(problemsOf(Revised.ShelfLabelled.class))
                .containsExactly("contract/ShelfLabelled-2.json is missing: the golden file of the new revision");

        Map<String, byte[]> files = new HashMap<>(FILE);
        files.put("contract/ShelfLabelled-2", "{}".getBytes(UTF_8));
        assertThat(released().problems(List.of(Revised.ShelfLabelled.class), files))
                .singleElement()
                .asString()
                .startsWith("contract/ShelfLabelled-2 is new. Add this line to revisions.lock:\n"
                        + "event contract/ShelfLabelled-2 ");
    }

    static final class Revised {
        @Revision(2)
        record ShelfLabelled(
                TenantId tenantId,
                Sku sku,
                Money price,
                List<Label> labels,
                @Nullable Note aisle) {}
    }

    @Test
    void noticesAnEventThatIsGone() {
        assertThat(released().problems(List.of(), FILE))
                .singleElement()
                .asString()
                .startsWith(NAME + " was released");
    }

    @Test
    void noticesAGoldenFileThatIsGoneOrWasChanged() {
        List<? extends Class<?>> events = List.of(Released.ShelfLabelled.class);
        assertThat(released().problems(events, Map.of()))
                .singleElement()
                .asString()
                .startsWith(NAME + ".json is gone");
        assertThat(released().problems(events, Map.of(NAME, "{\"sku\":\"B\"}".getBytes(UTF_8))))
                .singleElement()
                .asString()
                .startsWith(NAME + ".json was changed");
    }

    @Test
    void noticesALineThatIsGone() {
        Map<String, byte[]> files = new HashMap<>(FILE);
        files.put("contract/ShelfLabelled-0", "{}".getBytes(UTF_8));
        assertThat(released().problems(List.of(Released.ShelfLabelled.class), files))
                .containsExactly("contract/ShelfLabelled-0.json has no line in revisions.lock: was one deleted?");
    }

    @Test
    void aClosedSetMayGrowButNotShrink() {
        ReleasedRevisions before = released();
        Map<String, Set<String>> fewer = Map.of(Colour.class.getName(), Set.of("RED"));
        assertThat(new ReleasedRevisions(before.events(), fewer).problems(List.of(Released.ShelfLabelled.class), FILE))
                .singleElement()
                .asString()
                .endsWith("constants " + Colour.class.getName() + " GREEN RED");

        Map<String, Set<String>> more = Map.of(Colour.class.getName(), Set.of("RED", "GREEN", "BLUE"));
        assertThat(new ReleasedRevisions(before.events(), more).problems(List.of(Released.ShelfLabelled.class), FILE))
                .singleElement()
                .asString()
                .contains("has lost [BLUE]");
    }
}
