package io.comptoir.projection.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class VerificationTest {

    private static final String ONE = "00000000-0000-7000-8000-000000000001";
    private static final String TWO = "00000000-0000-7000-8000-000000000002";

    private final Documents live = new Documents();
    private final Documents rebuilt = new Documents();

    /** Documents in memory, one of which may change each time it is asked for. */
    private static final class Documents implements Fingerprint.Source {

        private final Map<String, Long> versions = new TreeMap<>();
        private Runnable whenAsked = () -> {};
        private boolean forgetful;

        Documents with(String id, long version) {
            versions.put(id, version);
            return this;
        }

        @Override
        public void forEachPage(Consumer<Collection<Fingerprint>> page) {
            List<Fingerprint> all = new ArrayList<>();
            versions.forEach((id, version) -> all.add(new Fingerprint(id, id, version, version)));
            for (int start = 0; start < all.size(); start += PAGE) {
                page.accept(all.subList(start, Math.min(all.size(), start + PAGE)));
            }
        }

        @Override
        public Map<String, Fingerprint> of(Collection<String> documentIds) {
            whenAsked.run();
            Map<String, Fingerprint> found = new HashMap<>();
            versions.forEach((id, version) -> {
                if (documentIds.contains(id)) {
                    found.put(id, new Fingerprint(id, id, version, version));
                }
            });
            return found;
        }

        @Override
        public boolean mayForget() {
            return forgetful;
        }
    }

    @Test
    void findsTheSameDocumentsTheSame() {
        for (int number = 0; number < 2_500; number++) {
            live.with(ONE + ":" + number, 1 + number % 7);
            rebuilt.with(ONE + ":" + number, 1 + number % 7);
        }
        live.with(TWO + ":a", 3);
        rebuilt.with(TWO + ":a", 3);

        Comparison comparison = compare(Set.of());

        assertThat(comparison.isSame()).isTrue();
        assertThat(comparison.documents()).isEqualTo(2_501);
        assertThat(comparison.tenants()).isEqualTo(2);
        assertThat(comparison.checksum())
                .isEqualTo(compare(Set.of()).checksum())
                .hasSize(16);
    }

    @Test
    void namesTheOrganizationsWhoseDocumentsDiffer() {
        live.with(ONE + ":same", 1)
                .with(ONE + ":lost", 1)
                .with(ONE + ":behind", 5)
                .with(TWO + ":same", 1);
        rebuilt.with(ONE + ":same", 1)
                .with(ONE + ":invented", 1)
                .with(ONE + ":behind", 4)
                .with(TWO + ":same", 1);

        Comparison comparison = compare(Set.of());

        assertThat(comparison.different()).singleElement().satisfies(difference -> {
            assertThat(difference.tenantId()).isEqualTo(ONE);
            assertThat(difference.live()).isEqualTo(3);
            assertThat(difference.rebuilt()).isEqualTo(3);
            assertThat(difference.documents()).isEqualTo(3);
            assertThat(difference.liveChecksum()).isNotEqualTo(difference.rebuiltChecksum());
        });
    }

    @Test
    void waitsForADocumentThatChangesMeanwhile() {
        live.with(ONE + ":hot", 5);
        rebuilt.with(ONE + ":hot", 4);
        // Both grow for ever and are never seen at the same version.
        live.whenAsked = () -> live.versions.merge(ONE + ":hot", 2L, Long::sum);
        rebuilt.whenAsked = () -> rebuilt.versions.merge(ONE + ":hot", 2L, Long::sum);

        assertThat(compare(Set.of()).isSame()).isTrue();
    }

    @Test
    void takesADocumentThatEndsOnBothSidesForTheSame() {
        live.with(ONE + ":ending", 5);
        rebuilt.whenAsked = () -> live.versions.remove(ONE + ":ending");

        assertThat(compare(Set.of()).isSame()).isTrue();
    }

    @Test
    void lacksNothingThatADocumentInUseWasForgottenFor() {
        live.forgetful = true;
        rebuilt.forgetful = true;
        live.with(ONE + ":waits", 1);
        rebuilt.with(ONE + ":waits", 1).with(ONE + ":settled", 2);

        assertThat(compare(Set.of()).isSame()).isTrue();

        rebuilt.versions.remove(ONE + ":waits");
        assertThat(compare(Set.of()).different())
                .singleElement()
                .satisfies(difference -> assertThat(difference.documents()).isEqualTo(1));
    }

    @Test
    void passesOverWhatIsLeftOut() {
        live.with(ONE + ":parked", 1).with(ONE + ":same", 1);
        rebuilt.with(ONE + ":parked", 2).with(ONE + ":same", 1);

        Comparison comparison = compare(Set.of(ONE + ":parked"));

        assertThat(comparison.isSame()).isTrue();
        assertThat(comparison.documents()).isEqualTo(1);
        assertThat(comparison.leftOut()).isEqualTo(2);
    }

    @Test
    void namesNoMoreOrganizationsThanItsLimit() {
        for (int number = 0; number < Comparison.MAX_TENANTS + 5; number++) {
            live.with("tenant-" + number + ":a", 1);
        }

        assertThat(compare(Set.of()).different()).hasSize(Comparison.MAX_TENANTS);
    }

    private Comparison compare(Set<String> leftOut) {
        return new Verification(live, rebuilt, leftOut, () -> true, Duration.ofMillis(300)).compare(10);
    }
}
