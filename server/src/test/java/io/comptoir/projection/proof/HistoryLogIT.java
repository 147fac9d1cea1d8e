package io.comptoir.projection.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.EventTable;
import io.comptoir.platform.messaging.SealedEvent;
import io.comptoir.platform.messaging.StoredStream;
import io.comptoir.platform.proof.Checkpoint;
import io.comptoir.platform.proof.HistoryCheck.What;
import io.comptoir.platform.proof.MerkleTree;
import io.comptoir.platform.vault.OpenVault;
import io.comptoir.server.RunsBeside;
import io.comptoir.server.embedded.DataFolder;
import io.comptoir.server.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The log in a real vault beside a real event table, followed by several nodes at once. */
@RunsBeside
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HistoryLogIT {

    private static final Duration ROTATE_EVERY = Duration.ofDays(90);

    private final Moving clock = new Moving();
    private final Random random = new Random(7);
    private DataFolder folder;
    private EmbeddedPostgres postgres;
    private OpenVault vault;
    private DriverManagerDataSource events;
    private JdbcClient database;
    private StoredStream stream;
    private HistoryLog log;
    private SigningKeys keys;
    private Checkpoints checkpoints;
    private HistoryVerification verification;

    /** A clock that a test sets. */
    private static final class Moving extends Clock {
        private Instant now = Instant.parse("2026-11-25T02:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwx--x--x"));
        folder = DataFolder.open(temporary.resolve("data"));
        postgres = new EmbeddedPostgres(folder, (store, step, percent) -> {});
        postgres.start();
        events = new DriverManagerDataSource(postgres.jdbcUrl(), postgres.user(), postgres.password());
        database = JdbcClient.create(events);
        stream = EventTable.create(events);
        vault = OpenVault.in(postgres, temporary.resolve("keys.json"), clock);
        log = new HistoryLog(vault.vault(), stream);
        keys = new SigningKeys(vault.vault(), vault.secrets(), clock, ROTATE_EVERY);
        checkpoints = new Checkpoints(vault.vault(), log, keys, clock);
        verification = new HistoryVerification(log, new HistoryReader(log, stream), checkpoints);
    }

    @AfterAll
    void stop() {
        vault.close();
        postgres.close();
        folder.close();
    }

    private static TenantId organization() {
        return new TenantId(UUID.randomUUID());
    }

    private void store(TenantId organization, int count) {
        for (int i = 0; i < count; i++) {
            String id = UUID.randomUUID().toString();
            int stored = database.sql("insert into events (event_id, stream, sequence, aggregate_type, recorded_at,"
                            + " payload_type, payload_revision, payload, meta_data) values (?, ?, 0, 'A', 'now',"
                            + " 'a.B', '1', ?, ?)")
                    .params(
                            id,
                            organization + ":a:" + id,
                            ("{\"number\":" + random.nextInt() + "}").getBytes(UTF_8),
                            ("{\"tenantId\":\"" + organization + "\"}").getBytes(UTF_8))
                    .update();
            assertThat(stored).isEqualTo(1);
        }
    }

    private void followAll() {
        while (log.follow(17) > 0) {
            assertThat(log.position()).isPositive();
        }
    }

    private HistoryLog.Tree treeOf(TenantId organization) {
        return log.tree(organization).orElseThrow();
    }

    private List<SealedEvent> storedOf(TenantId organization) {
        List<SealedEvent> all = new ArrayList<>();
        long reached = StoredStream.START;
        while (true) {
            StoredStream.Part part = stream.read(organization, reached, 7);
            all.addAll(part.events());
            reached = part.reached();
            if (part.atEnd()) {
                return all;
            }
        }
    }

    @Test
    void makesTheTreeOfEachOrganizationsEvents() {
        TenantId one = organization();
        TenantId other = organization();
        for (int i = 0; i < 60; i++) {
            store(random.nextBoolean() ? one : other, 1 + random.nextInt(4));
        }
        followAll();

        for (TenantId organization : List.of(one, other)) {
            List<SealedEvent> stored = storedOf(organization);
            MerkleTree.Growing expected = new MerkleTree.Growing();
            stored.forEach(event -> expected.append(MerkleTree.leaf(event)));
            HistoryLog.Tree tree = treeOf(organization);
            assertThat(tree.root()).isEqualTo(expected.root());
            assertThat(tree.size()).isEqualTo(stored.size());
            assertThat(tree.position()).isEqualTo(stored.getLast().position());
            assertThat(log.root(organization, tree.size())).isEqualTo(tree.root());
            for (int index = 0; index < stored.size(); index++) {
                HistoryLog.Place place =
                        log.find(organization, stored.get(index).id()).orElseThrow();
                assertThat(place.index()).isEqualTo(index);
                assertThat(MerkleTree.includes(
                                tree.root(),
                                tree.size(),
                                index,
                                place.leaf().hash(),
                                log.inclusion(organization, index, tree.size())))
                        .isTrue();
            }
            for (long from = 1; from <= tree.size(); from++) {
                assertThat(MerkleTree.isConsistent(
                                log.root(organization, from),
                                from,
                                tree.root(),
                                tree.size(),
                                log.consistency(organization, from, tree.size())))
                        .isTrue();
            }
            assertThat(verification.of(organization).holds()).isTrue();
            assertThat(verification.of(organization).checked()).isEqualTo(stored.size());
        }
        assertThat(log.find(one, storedOf(other).getFirst().id())).isEmpty();
    }

    @Test
    void manyNodesLogEveryEventOnce() {
        TenantId organization = organization();
        store(organization, 120);
        List<CompletableFuture<Void>> nodes = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int node = 0; node < 4; node++) {
                nodes.add(CompletableFuture.runAsync(
                        () -> {
                            HistoryLog own = new HistoryLog(vault.vault(), stream);
                            for (int i = 0; i < 200; i++) {
                                int ignored = own.follow(5);
                            }
                        },
                        threads));
            }
            nodes.forEach(CompletableFuture::join);
        }
        followAll();

        assertThat(treeOf(organization).size()).isEqualTo(120);
        assertThat(verification.of(organization).holds()).isTrue();
    }

    @Test
    void signsWhatHasGrownAndNothingTwice() {
        TenantId organization = organization();
        store(organization, 3);
        followAll();
        assertThat(log.withoutCheckpoint(1_000)).contains(treeOf(organization));

        Checkpoints.Taken first = checkpoints.take(treeOf(organization));
        Checkpoints.Taken again = checkpoints.take(treeOf(organization));

        assertThat(first.taken()).isTrue();
        assertThat(first.checkpoint().isSigned()).isTrue();
        assertThat(again).isEqualTo(new Checkpoints.Taken(first.checkpoint(), false));
        assertThat(log.withoutCheckpoint(1_000)).doesNotContain(treeOf(organization));
        assertThat(checkpoints.latest(organization)).contains(first.checkpoint());
        assertThat(checkpoints.at(organization, 3)).contains(first.checkpoint());
        assertThat(checkpoints.at(organization, 2)).isEmpty();
    }

    @Test
    void anotherKeyTakesOverAndTheOldOneStaysListed() {
        TenantId organization = organization();
        store(organization, 1);
        followAll();
        Checkpoint before = checkpoints.take(treeOf(organization)).checkpoint();

        clock.now = clock.now.plus(ROTATE_EVERY).minusSeconds(1);
        store(organization, 1);
        followAll();
        assertThat(checkpoints.take(treeOf(organization)).checkpoint().keyId()).isEqualTo(before.keyId());

        clock.now = clock.now.plusSeconds(1);
        store(organization, 1);
        followAll();
        Checkpoint after = checkpoints.take(treeOf(organization)).checkpoint();

        assertThat(after.keyId()).isNotEqualTo(before.keyId());
        assertThat(after.isSigned()).isTrue();
        assertThat(checkpoints.at(organization, 1)).contains(before);
        List<SigningKeys.KnownKey> known = keys.all();
        assertThat(known.getFirst().keyId()).isEqualTo(after.keyId());
        assertThat(known.getFirst().retiredAt()).isNull();
        assertThat(known)
                .filteredOn(key -> key.keyId().equals(before.keyId()))
                .singleElement()
                .satisfies(key -> assertThat(key.retiredAt()).isEqualTo(clock.now));
    }

    @Test
    void signsNoMoreWhenTheLogIsNotWhatWasSigned() {
        TenantId organization = organization();
        store(organization, 2);
        followAll();
        Checkpoints.Taken signed = checkpoints.take(treeOf(organization));
        assertThat(signed.taken()).isTrue();
        store(organization, 1);
        followAll();
        int forged = vault.vault()
                .ask(hashes -> hashes.sql("update history_leaves set hash = ? where organization = ? and leaf = 0")
                        .params(MerkleTree.EMPTY.bytes(), organization.value())
                        .update());
        assertThat(forged).isEqualTo(1);

        assertThatThrownBy(() -> checkpoints.take(treeOf(organization)))
                .isInstanceOfSatisfying(
                        HistoryDiffers.class,
                        differs -> assertThat(differs.treeSize()).isEqualTo(2));
        assertThat(checkpoints.latest(organization)).contains(signed.checkpoint());
        assertThat(verification.of(organization).holds()).isFalse();
    }

    /** Whoever has the log built again from what he altered has everything but the signature. */
    @Test
    void aLogThatIsBuiltAgainDoesNotHideWhatWasAltered() {
        TenantId organization = organization();
        store(organization, 5);
        followAll();
        Checkpoints.Taken signed = checkpoints.take(treeOf(organization));
        assertThat(signed.taken()).isTrue();
        int altered = new JdbcSuperuser(events)
                .run(
                        "update events set recorded_at = 'then' where event_id = ?",
                        storedOf(organization).get(2).id());
        assertThat(altered).isEqualTo(1);
        assertThat(verification.of(organization).difference())
                .satisfies(difference ->
                        assertThat(difference).isNotNull().extracting("what").isEqualTo(What.CHANGED));

        vault.vault().ask(hashes -> {
            for (String table : List.of("history_leaves", "history_nodes", "history_trees")) {
                int ignored = hashes.sql("delete from " + table).update();
            }
            return hashes.sql("update history_progress set position = -1").update();
        });
        followAll();

        assertThat(verification.of(organization).difference())
                .satisfies(difference ->
                        assertThat(difference).isNotNull().extracting("what").isEqualTo(What.REWRITTEN));
        assertThatThrownBy(() -> {
                    store(organization, 1);
                    followAll();
                    Checkpoints.Taken ignored = checkpoints.take(treeOf(organization));
                })
                .isInstanceOf(HistoryDiffers.class);
    }

    @Test
    void nobodyChangesAStoredEventByAccident() {
        TenantId organization = organization();
        store(organization, 1);

        assertThatThrownBy(() ->
                        database.sql("update events set recorded_at = 'then'").update())
                .hasMessageContaining("never changed");
    }
}
