package io.comptoir.platform.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.vault.VaultForTests;
import io.comptoir.server.RunsBeside;
import io.comptoir.server.embedded.DataFolder;
import io.comptoir.server.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The keys of people in a real vault: kept once, destroyed for good, and the words with them. */
@RunsBeside
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultKeyRowsIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant LATER = NOON.plusSeconds(60);
    private static final DataSubjectId ADA = new DataSubjectId("c-7");
    private static final byte[] WORD = {1, 2, 3};

    private DataFolder folder;
    private EmbeddedPostgres postgres;
    private VaultForTests vault;
    private KeyRows rows;
    private int tenants;

    @BeforeAll
    void startPostgres(@TempDir Path temporary) throws InterruptedException {
        folder = DataFolder.open(temporary.resolve("data"));
        postgres = new EmbeddedPostgres(folder, (store, step, percent) -> {});
        postgres.start();
        vault = new VaultForTests(postgres);
        rows = new VaultKeyRows(vault.vault());
    }

    @AfterAll
    void stopPostgres() {
        vault.close();
        postgres.close();
        folder.close();
    }

    private TenantId tenant() {
        return TenantId.of("00000000-0000-7000-8000-%012d".formatted(++tenants));
    }

    private static KeyRows.NewKey key(int generation, int content) {
        return new KeyRows.NewKey(ADA, generation, new byte[] {(byte) content});
    }

    private static List<KeyRows.Word> word() {
        return List.of(new KeyRows.Word(WORD, ADA));
    }

    @Test
    void keepsAKeyOnceAndTheWordsThatLeadToIt() {
        TenantId tenant = tenant();

        List<KeyRows.Row> first = rows.keep(tenant, List.of(key(1, 1)), word(), NOON);
        List<KeyRows.Row> again = rows.keep(tenant, List.of(key(1, 2)), word(), LATER);

        assertThat(first).singleElement().satisfies(row -> {
            assertThat(row.generation()).isEqualTo(1);
            assertThat(row.wrapped()).containsExactly(1);
            assertThat(row.createdAt()).isEqualTo(NOON);
            assertThat(row.destroyedAt()).isNull();
        });
        assertThat(again)
                .singleElement()
                .satisfies(row -> assertThat(row.wrapped()).containsExactly(1));
        assertThat(rows.named(tenant, WORD, 10)).containsExactly(new KeyName(ADA, 1));
        assertThat(rows.named(tenant(), WORD, 10)).isEmpty();
    }

    @Test
    void destroysAKeyForGoodAndItsWordsWithIt() {
        TenantId tenant = tenant();
        assertThat(rows.destroy(tenant, ADA, 1, NOON)).isEqualTo(new KeyRows.Destroyed(0, 0, NOON));
        rows.keep(tenant, List.of(key(1, 1)), word(), NOON);

        assertThat(rows.destroy(tenant, ADA, 1, LATER)).isEqualTo(new KeyRows.Destroyed(1, 1, LATER));
        assertThat(rows.destroy(tenant, ADA, 1, LATER.plusSeconds(60))).isEqualTo(new KeyRows.Destroyed(1, 1, LATER));

        assertThat(rows.named(tenant, WORD, 10)).isEmpty();
        List<KeyRows.Row> kept = rows.keep(tenant, List.of(key(1, 2)), word(), LATER);
        assertThat(kept).singleElement().satisfies(row -> {
            assertThat(row.wrapped()).isNull();
            assertThat(row.destroyedAt()).isEqualTo(LATER);
        });
        assertThat(rows.named(tenant, WORD, 10))
                .as("words lead to nobody who was erased")
                .isEmpty();
    }

    @Test
    void tellsWhatWasDestroyedSinceANumber() {
        TenantId tenant = tenant();
        rows.keep(tenant, List.of(key(1, 1)), word(), NOON);
        long before = rows.destroyedAfter(Long.MAX_VALUE).number();
        assertThat(rows.destroyedAfter(before).people()).isEmpty();

        rows.destroy(tenant, ADA, 1, LATER);
        rows.destroy(tenant, ADA, 1, LATER.plusSeconds(60));

        assertThat(rows.destroyedAfter(before))
                .as("the second time nothing was destroyed")
                .isEqualTo(new KeyRows.Destructions(before + 1, List.of(new KeyRows.Person(tenant, ADA))));
        assertThat(rows.destroyedAfter(before + 1).people()).isEmpty();
    }

    @Test
    void leavesTheNextGenerationAlone() {
        TenantId tenant = tenant();
        rows.keep(tenant, List.of(key(1, 1)), word(), NOON);
        rows.destroy(tenant, ADA, 1, LATER);
        rows.keep(tenant, List.of(key(2, 2)), word(), LATER);

        assertThat(rows.destroy(tenant, ADA, 1, LATER.plusSeconds(60))).isEqualTo(new KeyRows.Destroyed(1, 1, LATER));

        assertThat(rows.named(tenant, WORD, 10)).containsExactly(new KeyName(ADA, 2));
        assertThat(rows.find(tenant, List.of(ADA)))
                .extracting(KeyRows.Row::generation)
                .containsExactlyInAnyOrder(1, 2);
    }

    @Test
    void keepsAndFindsManyAtOnce() {
        TenantId tenant = tenant();
        List<KeyRows.NewKey> keys = IntStream.range(0, 500)
                .mapToObj(number -> new KeyRows.NewKey(new DataSubjectId("c-" + number), 1, new byte[] {1}))
                .toList();

        assertThat(rows.keep(tenant, keys, List.of(), NOON)).hasSize(500);
        assertThat(rows.find(tenant, keys.stream().map(KeyRows.NewKey::subject).toList()))
                .hasSize(500);
    }
}
