package io.comptoir.platform.vault;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Secrets that are made once and kept: the keys of organizations, signing keys, peppers. In the vault they are wrapped by an
 * encryption key that is not in it; when that key is rotated they are wrapped again, and stay what they are.
 */
public final class Secrets {

    /** The scope of what belongs to no organization. */
    public static final String PLATFORM = "platform";

    private static final String CANARY = "canary";

    private final Vault vault;
    private final EncryptionKeys keys;
    private final Clock clock;

    private Secrets(Vault vault, EncryptionKeys keys, Clock clock) {
        this.vault = vault;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Opens the secrets of a vault.
     *
     * @param file the encryption keys; made here for a vault that is empty
     * @throws UnusableKeys if the vault has secrets that these keys do not open
     */
    static Secrets open(Vault vault, Path file, Clock clock) {
        vault.create(Secrets.class, "secrets.sql");
        Map<Long, Long> wrapped = countsByKey(vault);
        if (!Files.exists(file) && !wrapped.isEmpty()) {
            throw new UnusableKeys("The vault holds "
                    + wrapped.values().stream().mapToLong(Long::longValue).sum()
                    + " secrets, but there are no encryption keys in " + file
                    + ". Copy the file from another node or from its backup, or name it with COMPTOIR_ENCRYPTION_KEYS."
                    + " Without it nothing that was sealed can be read again.");
        }
        EncryptionKeys keys = Files.exists(file) ? EncryptionKeys.read(file) : EncryptionKeys.create(file);
        wrapped.forEach((key, count) -> {
            if (!keys.ids().contains(key)) {
                throw new UnusableKeys("The vault holds " + count + " secrets that are wrapped by encryption key " + key
                        + ", which is not in " + file + ". Put it back; it can go when a start has wrapped them again"
                        + " with the key that is primary.");
            }
        });
        Secrets secrets = new Secrets(vault, keys, clock);
        // Two nodes that start with files of their own for one empty vault: the second one learns it here.
        byte[] unused = secrets.getOrCreate(PLATFORM, CANARY, () -> new byte[] {1});
        return secrets;
    }

    private static Map<Long, Long> countsByKey(Vault vault) {
        Map<Long, Long> counts = new LinkedHashMap<>();
        vault.ask(database -> {
            database.sql("select wrapped_by, count(*) from secrets group by wrapped_by order by wrapped_by")
                    .query(row -> {
                        counts.put(row.getLong(1), row.getLong(2));
                    });
            return counts;
        });
        return counts;
    }

    /**
     * A secret, made now if it is not there. Of several nodes that make it at the same time one succeeds, and all get that.
     *
     * @param scope an organization's id or {@link #PLATFORM}
     * @param name  what it is, within the scope
     * @throws VaultAway if the vault does not answer
     */
    public byte[] getOrCreate(String scope, String name, Supplier<byte[]> making) {
        return find(scope, name).orElseGet(() -> {
            EncryptionKeys.Wrapped made = keys.wrap(making.get(), context(scope, name));
            int unused = vault.ask(database -> database.sql(
                            "insert into secrets (scope, name, wrapped, wrapped_by, created_at) values (?, ?, ?, ?, ?)"
                                    + " on conflict do nothing")
                    .params(scope, name, made.bytes(), made.keyId(), Timestamp.from(clock.instant()))
                    .update());
            return find(scope, name).orElseThrow();
        });
    }

    /**
     * A secret that may be there.
     *
     * @throws VaultAway if the vault does not answer
     */
    public Optional<byte[]> find(String scope, String name) {
        return vault.ask(database -> database.sql("select wrapped from secrets where scope = ? and name = ?")
                        .params(scope, name)
                        .query(byte[].class)
                        .optional())
                .map(wrapped -> keys.unwrap(wrapped, context(scope, name)));
    }

    /** What a secret is wrapped for; it opens only for the same. */
    static String context(String scope, String name) {
        return scope + "/" + name;
    }

    /** What one step of wrapping again did, and where the next one goes on; {@code last} is absent at the end. */
    record Step(int rewrapped, @Nullable Place last) {}

    record Place(String scope, String name) {}

    @SuppressWarnings("ArrayRecordComponent") // Passed on at once, never compared.
    private record Row(Place place, byte[] wrapped) {}

    /** How many secrets another key than the primary one wraps. */
    long wrappedByOldKeys() {
        return vault.ask(database -> database.sql("select count(*) from secrets where wrapped_by <> ?")
                .param(keys.primary())
                .query(Long.class)
                .single());
    }

    /** Wraps some secrets with the primary key, all of them or none: a crash leaves each openable with one key. */
    Step rewrap(@Nullable Place after, int limit) {
        return vault.within(database -> {
            List<Row> rows = database.sql("select scope, name, wrapped from secrets"
                            + " where wrapped_by <> ? and (scope, name) > (?, ?)"
                            + " order by scope, name limit ? for update")
                    .params(
                            keys.primary(),
                            after == null ? "" : after.scope(),
                            after == null ? "" : after.name(),
                            limit)
                    .query((row, number) -> new Row(new Place(row.getString(1), row.getString(2)), row.getBytes(3)))
                    .list();
            rows.forEach(row -> rewrap(database, row));
            return new Step(
                    rows.size(), rows.size() < limit ? null : rows.getLast().place());
        });
    }

    private void rewrap(JdbcClient database, Row row) {
        String context = context(row.place().scope(), row.place().name());
        EncryptionKeys.Wrapped again = keys.wrap(keys.unwrap(row.wrapped(), context), context);
        int unused = database.sql("update secrets set wrapped = ?, wrapped_by = ? where scope = ? and name = ?")
                .params(
                        again.bytes(),
                        again.keyId(),
                        row.place().scope(),
                        row.place().name())
                .update();
    }
}
