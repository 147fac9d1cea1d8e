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
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The keys of people: made when somebody is first heard of, destroyed when they are erased. Whoever comes back after that gets
 * a key of the next generation, which opens nothing of what was sealed before.
 */
public final class SubjectKeys {

    /** How long another node's erasure can go unnoticed. On this node a destroyed key is forgotten at once. */
    public static final Duration BELIEVED_FOR = Duration.ofSeconds(5);

    /** So many people fill some tens of megabytes. */
    private static final int MAX_KEPT = 20_000;

    /** Somebody who is not heard of again needs no key here. */
    private static final Duration KEPT_FOR = Duration.ofHours(1);

    private static final long NEVER_LOOKED = -1;

    /** Another node can be quicker now and then, not all the time. */
    private static final int MAX_ATTEMPTS = 5;

    private static final String WRAPPING = "subject-key";

    private final KeyRows rows;
    private final TenantKeys tenants;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final SecureRandom random = new SecureRandom();
    private final Cache<KeyRows.Person, KeyRing> kept = Caffeine.newBuilder()
            .expireAfterWrite(KEPT_FOR)
            .maximumSize(MAX_KEPT)
            .build();
    private volatile long destructions = NEVER_LOOKED;
    private volatile long lookedAt;

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

    /** @param nanoTime that passes whatever is done to the clock */
    SubjectKeys(KeyRows rows, TenantKeys tenants, Clock clock, LongSupplier nanoTime) {
        this.rows = rows;
        this.tenants = tenants;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /**
     * A living key for each of these people, made where there is none, with the words that lead to them. It costs nothing for
     * whoever was sealed a moment ago with the same words, and one question to the vault for all others together.
     */
    Map<DataSubjectId, SubjectKey.Living> forSealing(TenantId tenantId, Map<DataSubjectId, Set<String>> people) {
        Map<DataSubjectId, SubjectKey.Living> living = new HashMap<>();
        Map<DataSubjectId, Integer> missing = new LinkedHashMap<>();
        people.forEach((subject, words) -> {
            @Nullable KeyRing ring = kept(new KeyRows.Person(tenantId, subject));
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
        long asOf = destructions;
        ringsOf(tenantId, rows.keep(tenantId, keys, words, clock.instant())).forEach((subject, ring) -> {
            if (ring.newest() instanceof SubjectKey.Living key) {
                ring.knownWords().addAll(people.getOrDefault(subject, Set.of()));
                keep(new KeyRows.Person(tenantId, subject), ring, asOf);
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

    /** Seals what is of nobody, so that it looks like everything else; it is never destroyed. */
    SubjectKey.Living ofNobody(TenantId tenantId) {
        return new SubjectKey.Living(0, Instant.EPOCH, tenants.wrapping(tenantId));
    }

    /** The keys of these people, as far as there are any: one question to the vault for all that are not known. */
    Map<DataSubjectId, KeyRing> forOpening(TenantId tenantId, Collection<DataSubjectId> subjects) {
        Map<DataSubjectId, KeyRing> rings = new HashMap<>();
        List<DataSubjectId> unknown = new ArrayList<>();
        for (DataSubjectId subject : subjects) {
            @Nullable KeyRing ring = kept(new KeyRows.Person(tenantId, subject));
            if (ring == null) {
                unknown.add(subject);
            } else {
                rings.put(subject, ring);
            }
        }
        if (!unknown.isEmpty()) {
            long asOf = destructions;
            Map<DataSubjectId, KeyRing> found = ringsOf(tenantId, rows.find(tenantId, unknown));
            found.forEach((subject, ring) -> keep(new KeyRows.Person(tenantId, subject), ring, asOf));
            rings.putAll(found);
        }
        return rings;
    }

    /** Forgets what it knows of a person, because something was sealed with a newer key than is known here. */
    void forget(TenantId tenantId, DataSubjectId subject) {
        kept.invalidate(new KeyRows.Person(tenantId, subject));
    }

    /** What is remembered is believed as long as destructions were looked for a moment ago. */
    private @Nullable KeyRing kept(KeyRows.Person person) {
        return destructions != NEVER_LOOKED && nanoTime.getAsLong() - lookedAt < BELIEVED_FOR.toNanos()
                ? kept.getIfPresent(person)
                : null;
    }

    /** @param asOf the last destruction that was known when the ring was asked for */
    private void keep(KeyRows.Person person, KeyRing ring, long asOf) {
        kept.put(person, ring);
        if (destructions != asOf) {
            // It may be among the destroyed ones, which were forgotten before it was put here.
            kept.invalidate(person);
        }
    }

    /** Forgets what other nodes destroyed; to be called about once a second. */
    void lookForDestroyed() {
        long begin = nanoTime.getAsLong();
        long before = destructions;
        KeyRows.Destructions found = rows.destroyedAfter(before == NEVER_LOOKED ? Long.MAX_VALUE : before);
        destructions = found.number();
        if (found.number() < before) {
            kept.invalidateAll(); // The vault is an older one, restored from a backup.
        } else {
            kept.invalidateAll(found.people());
        }
        lookedAt = begin;
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
