package io.comptoir.platform.privacy;

import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The keys of people in the vault. However many are asked for, it is one question. */
final class VaultKeyRows implements KeyRows {

    /**
     * The rows that are there are locked against their destruction until the words are in: a word that comes after it would
     * lead to somebody who was erased. Keys are kept in the order of their people, so that two nodes cannot block each other.
     */
    private static final String KEEP = """
        with wanted as (
            select * from unnest(:subjects::text[], :generations::int[], :keys::bytea[]) as w (subject, generation, wrapped)
        ), made as (
            insert into subject_keys (tenant, subject, generation, wrapped, created_at)
            select :tenant, subject, generation, wrapped, :now from wanted order by subject
            on conflict do nothing
            returning subject, generation, wrapped, created_at, destroyed_at
        ), there as (
            select k.subject, k.generation, k.wrapped, k.created_at, k.destroyed_at
            from subject_keys k
            where k.tenant = :tenant and k.subject in (select subject from wanted)
            for share of k
        ), living as (
            select subject, max(generation) as generation
            from (select * from made union all select * from there) as both_of_them
            where wrapped is not null
            group by subject
        ), indexed as (
            insert into blind_index (tenant, word, subject, generation)
            select :tenant, i.word, i.subject, living.generation
            from unnest(:words::bytea[], :wordSubjects::text[]) as i (word, subject)
            join living on living.subject = i.subject
            on conflict do nothing
        )
        select * from made union all select * from there
        """;

    private static final String DESTROYED = """
        select count(*), max(words_destroyed), destroyed_at
        from subject_keys
        where tenant = :tenant and subject = :subject and generation <= :upTo and destroyed_at is not null
        group by destroyed_at
        order by destroyed_at desc
        limit 1
        """;

    private final Vault vault;

    VaultKeyRows(Vault vault) {
        this.vault = vault;
        vault.create(VaultKeyRows.class, "subject-keys.sql");
    }

    @Override
    public List<Row> keep(TenantId tenantId, Collection<NewKey> keys, Collection<Word> words, Instant now) {
        return vault.ask(database -> database.sql(KEEP)
                .param("tenant", tenantId.value())
                .param("now", Timestamp.from(now))
                .param(
                        "subjects",
                        keys.stream().map(key -> key.subject().value()).toArray(String[]::new))
                .param("generations", keys.stream().mapToInt(NewKey::generation).toArray())
                .param("keys", keys.stream().map(NewKey::wrapped).toArray(byte[][]::new))
                .param("words", words.stream().map(Word::hash).toArray(byte[][]::new))
                .param(
                        "wordSubjects",
                        words.stream().map(word -> word.subject().value()).toArray(String[]::new))
                .query(VaultKeyRows::row)
                .list());
    }

    @Override
    public List<Row> find(TenantId tenantId, Collection<DataSubjectId> subjects) {
        return vault.ask(database -> database.sql("select subject, generation, wrapped, created_at, destroyed_at"
                        + " from subject_keys where tenant = :tenant and subject = any(:subjects)")
                .param("tenant", tenantId.value())
                .param("subjects", subjects.stream().map(DataSubjectId::value).toArray(String[]::new))
                .query(VaultKeyRows::row)
                .list());
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        @Nullable Timestamp destroyedAt = row.getTimestamp("destroyed_at");
        return new Row(
                new DataSubjectId(row.getString("subject")),
                row.getInt("generation"),
                row.getBytes("wrapped"),
                row.getTimestamp("created_at").toInstant(),
                destroyedAt == null ? null : destroyedAt.toInstant());
    }

    @Override
    public Destroyed destroy(TenantId tenantId, DataSubjectId subject, int upTo, Instant now) {
        return vault.within(database -> {
            // In this order: words that are being kept hold the rows of their keys, and are all in once these can be
            // changed.
            int keys = database.sql("update subject_keys set wrapped = null, destroyed_at = :now where tenant = :tenant"
                            + " and subject = :subject and generation <= :upTo and wrapped is not null")
                    .param("now", Timestamp.from(now))
                    .param("tenant", tenantId.value())
                    .param("subject", subject.value())
                    .param("upTo", upTo)
                    .update();
            int words = database.sql("delete from blind_index where tenant = :tenant and subject = :subject"
                            + " and generation <= :upTo")
                    .param("tenant", tenantId.value())
                    .param("subject", subject.value())
                    .param("upTo", upTo)
                    .update();
            if (keys > 0) {
                long number = database.sql("update key_destructions set number = number + 1 returning number")
                        .query(Long.class)
                        .single();
                database.sql(
                                "update subject_keys set words_destroyed = :words, destruction = :number where tenant = :tenant"
                                        + " and subject = :subject and generation <= :upTo and destroyed_at = :now")
                        .param("words", words)
                        .param("number", number)
                        .param("tenant", tenantId.value())
                        .param("subject", subject.value())
                        .param("upTo", upTo)
                        .param("now", Timestamp.from(now))
                        .update();
            }
            return database.sql(DESTROYED)
                    .param("tenant", tenantId.value())
                    .param("subject", subject.value())
                    .param("upTo", upTo)
                    .query((row, number) -> new Destroyed(
                            row.getInt(1), row.getInt(2), row.getTimestamp(3).toInstant()))
                    .optional()
                    .orElse(new Destroyed(0, 0, now));
        });
    }

    @Override
    public Destructions destroyedAfter(long number) {
        return vault.ask(database -> {
            List<Person> people = new ArrayList<>();
            long[] last = {0};
            // One statement sees the number and the rows as of one moment.
            database.sql("select d.number, k.tenant, k.subject from key_destructions d"
                            + " left join subject_keys k on k.destruction > :number")
                    .param("number", number)
                    .query(row -> {
                        last[0] = row.getLong(1);
                        @Nullable UUID tenant = row.getObject(2, UUID.class);
                        if (tenant != null) {
                            people.add(new Person(new TenantId(tenant), new DataSubjectId(row.getString(3))));
                        }
                    });
            return new Destructions(last[0], people);
        });
    }

    @Override
    public Set<KeyName> named(TenantId tenantId, byte[] word, int limit) {
        // As a list: a stream of rows would keep its connection.
        return vault.ask(database -> new LinkedHashSet<>(database.sql("select subject, generation from blind_index"
                        + " where tenant = :tenant and word = :word order by subject, generation limit :limit")
                .param("tenant", tenantId.value())
                .param("word", word)
                .param("limit", limit)
                .query((row, number) -> new KeyName(new DataSubjectId(row.getString(1)), row.getInt(2)))
                .list()));
    }
}
