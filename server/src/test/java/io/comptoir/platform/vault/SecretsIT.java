package io.comptoir.platform.vault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.comptoir.server.RunsBeside;
import io.comptoir.server.embedded.DataFolder;
import io.comptoir.server.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Secrets in a real vault: made once, wrapped again when the encryption key changes, refused without their key. */
@RunsBeside
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsIT {

    private static final Clock CLOCK = Clock.systemUTC();
    private static final byte[] SECRET = "a secret".getBytes(UTF_8);

    private Path temporary;
    private DataFolder folder;
    private EmbeddedPostgres postgres;
    private Vault vault;
    private JdbcClient database;
    private Path file;
    private int files;

    @BeforeAll
    void startPostgres(@TempDir Path folderOfThisTest) throws InterruptedException {
        temporary = folderOfThisTest;
        folder = DataFolder.open(temporary.resolve("data"));
        postgres = new EmbeddedPostgres(folder, (store, step, percent) -> {});
        postgres.start();
        vault = new Vault(postgres.vaultJdbcUrl(), postgres.user(), postgres.password());
        database = JdbcClient.create(
                new DriverManagerDataSource(postgres.vaultJdbcUrl(), postgres.user(), postgres.password()));
    }

    @AfterAll
    void stopPostgres() {
        vault.close();
        postgres.close();
        folder.close();
    }

    @BeforeEach
    void emptyTheVault() {
        vault.create(Secrets.class, "secrets.sql");
        database.sql("delete from secrets").update();
        file = temporary.resolve("keys-" + ++files + ".json");
    }

    private Secrets open() {
        return Secrets.open(vault, file, CLOCK);
    }

    @Test
    void liesBesideTheEventsAndNotAmongThem() {
        assertThat(postgres.vaultJdbcUrl()).isNotEqualTo(postgres.jdbcUrl()).endsWith("/vault");
    }

    @Test
    void makesASecretOnceAndFindsItAgain() {
        byte[] made = open().getOrCreate("tenant", "key", SECRET::clone);

        assertThat(made).isEqualTo(SECRET);
        assertThat(open().getOrCreate("tenant", "key", () -> new byte[] {7})).isEqualTo(SECRET);
        assertThat(open().find("tenant", "key")).hasValue(SECRET);
        assertThat(open().find("tenant", "other")).isEmpty();
        assertThat(open().find("another", "key")).isEmpty();
    }

    @Test
    void keepsItsKeysInAFileOfItsOwnerAlone() throws IOException {
        open();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(EncryptionKeys.read(file).toString()).doesNotContain("value", "AES");
    }

    @Test
    void storesNoSecretInTheClear() {
        open().getOrCreate("tenant", "key", SECRET::clone);

        byte[] stored = database.sql("select wrapped from secrets where scope = 'tenant'")
                .query(byte[].class)
                .single();
        assertThat(new String(stored, UTF_8)).doesNotContain("a secret");
    }

    @Test
    void opensASecretOnlyWhereItBelongs() {
        Secrets secrets = open();
        secrets.getOrCreate("tenant", "key", SECRET::clone);
        database.sql("update secrets set scope = 'another' where scope = 'tenant'")
                .update();

        assertThatExceptionOfType(UnusableKeys.class)
                .isThrownBy(() -> secrets.find("another", "key"))
                .withMessageContaining("another/key");
    }

    @Test
    void wrapsEverythingAgainAfterARotation() {
        makeSecrets(open(), 450);
        long old = EncryptionKeys.read(file).primary();
        long added = EncryptionKeys.add(file);
        assertThat(open().wrappedByOldKeys())
                .as("the added key wraps nothing yet")
                .isZero();
        EncryptionKeys.promote(file, added);
        Secrets rotated = open();
        assertThat(rotated.wrappedByOldKeys()).isEqualTo(451);

        // The first step, then a crash: the rest is left as it was, and everything still opens.
        Secrets.Step first = rotated.rewrap(null, 200);
        assertThat(first.rewrapped()).isEqualTo(200);
        assertThat(wrappedBy()).isEqualTo(new TreeMap<>(Map.of(old, 251L, added, 200L)));
        assertAllOpen(open(), 450);

        Rewrapping rewrapping = new Rewrapping(open());
        rewrapping.start();
        org.awaitility.Awaitility.await().until(() -> rotated.wrappedByOldKeys() == 0);
        rewrapping.stop();

        EncryptionKeys.remove(file, old);
        assertThat(EncryptionKeys.read(file).ids()).isEqualTo(Set.of(added));
        assertAllOpen(open(), 450);
    }

    private static void makeSecrets(Secrets secrets, int count) {
        for (int i = 0; i < count; i++) {
            byte[] secret = ("secret " + i).getBytes(UTF_8);
            secrets.getOrCreate("tenant", "key " + i, () -> secret);
        }
    }

    private static void assertAllOpen(Secrets secrets, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(secrets.find("tenant", "key " + i)).hasValue(("secret " + i).getBytes(UTF_8));
        }
    }

    private Map<Long, Long> wrappedBy() {
        Map<Long, Long> counts = new TreeMap<>();
        database.sql("select wrapped_by, count(*) from secrets group by wrapped_by")
                .query(row -> {
                    counts.put(row.getLong(1), row.getLong(2));
                });
        return counts;
    }

    @Test
    void startsWithoutAKeyThatIsNeededNever() {
        makeSecrets(open(), 3);
        long old = EncryptionKeys.read(file).primary();
        EncryptionKeys.promote(file, EncryptionKeys.add(file));
        EncryptionKeys.remove(file, old);

        assertThatExceptionOfType(UnusableKeys.class)
                .isThrownBy(this::open)
                .withMessageContaining("4 secrets")
                .withMessageContaining("encryption key " + old);
    }

    @Test
    void makesNoNewKeysForAVaultThatHasSecrets() throws IOException {
        open();
        Files.delete(file);

        assertThatExceptionOfType(UnusableKeys.class).isThrownBy(this::open).withMessageContaining(file.toString());
        assertThat(file).doesNotExist();
    }

    @Test
    void removesNeitherTheKeyThatWrapsNorOneThatIsNotThere() {
        open();
        long primary = EncryptionKeys.read(file).primary();

        assertThatExceptionOfType(UnusableKeys.class).isThrownBy(() -> EncryptionKeys.remove(file, primary));
        assertThatExceptionOfType(UnusableKeys.class).isThrownBy(() -> EncryptionKeys.promote(file, primary + 1));
        assertThat(EncryptionKeys.read(file).ids()).isEqualTo(Set.of(primary));
    }

    @Test
    void refusesAFileThatIsNoKeyset() throws IOException {
        Files.writeString(file, "{}");

        assertThatExceptionOfType(UnusableKeys.class).isThrownBy(this::open).withMessageContaining(file.toString());
    }
}
