package io.comptoir.platform.privacy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.TenantId;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of people: made when somebody is first heard of, destroyed when they are erased. Whoever comes back after that gets
 * a key of the next generation, which opens nothing of what was sealed before.
 */
public final class SubjectKeys {

    /** How long another node's erasure can go unnoticed. On this node a destroyed key is forgotten at once. */
    public static final Duration BELIEVED_FOR = Duration.ofSeconds(5);

    private static final int MAX_KEPT = 100_000;

    /** Another node can be quicker now and then, not all the time. */
    private static final int MAX_ATTEMPTS = 5;

    private static final String WRAPPING = "subject-key";

    private final KeyRows rows;
    private final TenantKeys tenants;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Cache<Holder, KeyRing> kept = Caffeine.newBuilder()
            .expireAfterWrite(BELIEVED_FOR)
            .maximumSize(MAX_KEPT)
            .build();

    private record Holder(TenantId tenantId, DataSubjectId subject) {}

    /**
     * What is known about a person.
     *
     * @param generation of the newest key
     * @param since      when that key was made
     * @param erasedAt   when it was destroyed, if it was
     */
    public record State(
            int generation, Instant since, @Nullable Instant erasedAt) {}

    /**
     * What an erasure destroyed.
     *
     * @param keys        of all generations up to the one that was named
     * @param searchWords words that led to the person
     * @param destroyedAt when
     */
    public record Destruction(int keys, int searchWords, Instant destroyedAt) {}

    SubjectKeys(KeyRows rows, TenantKeys tenants, Clock clock) {
        this.rows = rows;
        this.tenants = tenants;
        this.clock = clock;
    }

    /**
     * A living key for each of these people, made where there is none, with the words that lead to them. It costs nothing for
     * whoever was sealed a moment ago with the same words, and one question to the vault for all others together.
     */
    Map<DataSubjectId, SubjectKey.Living> forSealing(TenantId tenantId, Map<DataSubjectId, Set<String>> people) {
        Map<DataSubjectId, SubjectKey.Living> living = new HashMap<>();
        Map<DataSubjectId, Integer> missing = new LinkedHashMap<>();
        people.forEach((subject, words) -> {
            @Nullable KeyRing ring = kept.getIfPresent(new Holder(tenantId, subject));
            if (ring != null
                    && ring.newest() instanceof SubjectKey.Living key
                    && ring.knownWords().containsAll(words)) {
                living.put(subject, key);
            } else {
                missing.put(subject, 1);
            }
        });
        for (int attempt = 1; !missing.isEmpty(); attempt++) {
            if (attempt > MAX_ATTEMPTS) {
                throw new IllegalStateException("the keys of people keep changing under another node");
            }
            keep(tenantId, people, missing, living);
        }
        return living;
    }

    private void keep(
            TenantId tenantId,
            Map<DataSubjectId, Set<String>> people,
            Map<DataSubjectId, Integer> missing,
            Map<DataSubjectId, SubjectKey.Living> living) {
        List<KeyRows.NewKey> keys = missing.entrySet().stream()
                .map(entry -> newKey(tenantId, entry.getKey(), entry.getValue()))
                .toList();
        List<KeyRows.Word> words = new ArrayList<>();
        missing.keySet()
                .forEach(subject -> people.getOrDefault(subject, Set.of())
                        .forEach(word -> words.add(new KeyRows.Word(tenants.hashOf(tenantId, word), subject))));
        ringsOf(tenantId, rows.keep(tenantId, keys, words, clock.instant())).forEach((subject, ring) -> {
            if (ring.newest() instanceof SubjectKey.Living key) {
                ring.knownWords().addAll(people.getOrDefault(subject, Set.of()));
                kept.put(new Holder(tenantId, subject), ring);
                living.put(subject, key);
                missing.remove(subject);
            } else {
                missing.put(subject, ring.newest().generation() + 1);
            }
        });
    }

    private KeyRows.NewKey newKey(TenantId tenantId, DataSubjectId subject, int generation) {
        byte[] key = new byte[AesGcm.KEY_BYTES];
        random.nextBytes(key);
        try {
            return new KeyRows.NewKey(
                    subject,
                    generation,
                    tenants.wrapping(tenantId).encrypt(key, Context.of(WRAPPING, tenantId, subject, generation)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key cannot be wrapped", e);
        }
    }

    /** The keys of these people, as far as there are any: one question to the vault for all that are not known. */
    Map<DataSubjectId, KeyRing> forOpening(TenantId tenantId, Collection<DataSubjectId> subjects) {
        Map<DataSubjectId, KeyRing> rings = new HashMap<>();
        List<DataSubjectId> unknown = new ArrayList<>();
        for (DataSubjectId subject : subjects) {
            @Nullable KeyRing ring = kept.getIfPresent(new Holder(tenantId, subject));
            if (ring == null) {
                unknown.add(subject);
            } else {
                rings.put(subject, ring);
            }
        }
        if (!unknown.isEmpty()) {
            Map<DataSubjectId, KeyRing> found = ringsOf(tenantId, rows.find(tenantId, unknown));
            found.forEach((subject, ring) -> kept.put(new Holder(tenantId, subject), ring));
            rings.putAll(found);
        }
        return rings;
    }

    /** Forgets what it knows of a person, because something was sealed with a newer key than is known here. */
    void forget(TenantId tenantId, DataSubjectId subject) {
        kept.invalidate(new Holder(tenantId, subject));
    }

    private Map<DataSubjectId, KeyRing> ringsOf(TenantId tenantId, List<KeyRows.Row> found) {
        Map<DataSubjectId, List<SubjectKey>> keys = new HashMap<>();
        found.stream()
                .sorted(Comparator.comparingInt(KeyRows.Row::generation))
                .forEach(row -> keys.computeIfAbsent(row.subject(), subject -> new ArrayList<>())
                        .add(keyOf(tenantId, row)));
        Map<DataSubjectId, KeyRing> rings = new HashMap<>();
        keys.forEach((subject, all) -> rings.put(subject, KeyRing.of(all)));
        return rings;
    }

    private SubjectKey keyOf(TenantId tenantId, KeyRows.Row row) {
        byte @Nullable [] wrapped = row.wrapped();
        if (wrapped == null) {
            @Nullable Instant destroyedAt = row.destroyedAt();
            return new SubjectKey.Destroyed(
                    row.generation(), row.createdAt(), destroyedAt == null ? row.createdAt() : destroyedAt);
        }
        try {
            byte[] key = tenants.wrapping(tenantId)
                    .decrypt(wrapped, Context.of(WRAPPING, tenantId, row.subject(), row.generation()));
            return new SubjectKey.Living(row.generation(), row.createdAt(), AesGcm.of(key));
        } catch (GeneralSecurityException e) {
            throw new UnreadablePersonalData(row.subject(), "the key of a data subject cannot be unwrapped", e);
        }
    }

    /** What the vault says about a person just now; empty if it never heard of them. */
    public Optional<State> state(TenantId tenantId, DataSubjectId subject) {
        return rows.find(tenantId, List.of(subject)).stream()
                .max(Comparator.comparingInt(KeyRows.Row::generation))
                .map(newest -> new State(newest.generation(), newest.createdAt(), newest.destroyedAt()));
    }

    /**
     * Destroys the keys of a person up to a generation, and what leads to them. An erasure is carried out by its request and by
     * whoever follows the events; the one that is second changes nothing and tells the same.
     */
    public Destruction destroy(TenantId tenantId, DataSubjectId subject, int upTo) {
        KeyRows.Destroyed destroyed = rows.destroy(tenantId, subject, upTo, clock.instant());
        forget(tenantId, subject);
        return new Destruction(destroyed.keys(), destroyed.words(), destroyed.at());
    }

    /**
     * The living keys to which a word of a name leads, or a whole address.
     *
     * @param limit how many at most
     */
    public Set<KeyName> named(TenantId tenantId, String word, int limit) {
        return rows.named(tenantId, tenants.hashOf(tenantId, word), limit);
    }
}
