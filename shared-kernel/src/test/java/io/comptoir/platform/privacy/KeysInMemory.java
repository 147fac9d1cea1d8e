package io.comptoir.platform.privacy;

import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The keys of people with all their cryptography, but kept in memory and not in a vault; it counts what it is asked. */
public final class KeysInMemory implements KeyRows {

    private record Place(TenantId tenantId, Row row) {}

    private record Led(TenantId tenantId, String word, DataSubjectId subject, int generation) {}

    /** Hears of each destruction as it happens. */
    public interface Witness {
        void destroyed(TenantId tenantId, DataSubjectId subject, int upTo);
    }

    private final Witness witness;
    private final List<Place> places = new ArrayList<>();
    private final Set<Led> words = new LinkedHashSet<>();
    private final Map<Person, Destroyed> destroyed = new HashMap<>();
    private final List<Person> destructions = new ArrayList<>();
    private final Map<TenantId, byte[]> secrets = new ConcurrentHashMap<>();
    private final AtomicLong nanos = new AtomicLong();
    private Runnable meanwhile = () -> {};
    private int questions;

    public KeysInMemory() {
        this((tenantId, subject, upTo) -> {});
    }

    public KeysInMemory(Witness witness) {
        this.witness = witness;
    }

    /** Keys for tests of other modules. */
    public static SubjectKeys keys() {
        return new KeysInMemory().keysOfANode();
    }

    /** The same by the usual clock. */
    SubjectKeys keysOfANode() {
        return keysOf(Clock.systemUTC());
    }

    /**
     * The keys as one node has them, which has just looked for what others destroyed; another node, or the same after it was
     * started again, finds what this one kept.
     */
    public SubjectKeys keysOf(Clock clock) {
        SubjectKeys keys = new SubjectKeys(
                this,
                new TenantKeys(tenantId -> secrets.computeIfAbsent(tenantId, id -> TenantKeys.newSecret())),
                clock,
                nanos::get);
        keys.lookForDestroyed();
        return keys;
    }

    /** Lets time pass for all nodes. */
    void pass(Duration duration) {
        nanos.addAndGet(duration.toNanos());
    }

    /** As a backup has it from which the vault is restored. */
    synchronized void restoreDestructions(int number) {
        destructions.subList(number, destructions.size()).clear();
    }

    /** Has something done after the rows of the next question were read and before its answer is there. */
    void meanwhile(Runnable action) {
        meanwhile = action;
    }

    int questions() {
        return questions;
    }

    @Override
    public synchronized List<Row> keep(
            TenantId tenantId, Collection<NewKey> keys, Collection<Word> leading, Instant now) {
        questions++;
        keys.forEach(key -> {
            if (rows(tenantId, row -> row.subject().equals(key.subject()) && row.generation() == key.generation())
                    .isEmpty()) {
                places.add(new Place(tenantId, new Row(key.subject(), key.generation(), key.wrapped(), now, null)));
            }
        });
        leading.forEach(word -> rows(tenantId, row -> row.subject().equals(word.subject()) && row.wrapped() != null)
                .forEach(row -> words.add(new Led(tenantId, text(word.hash()), word.subject(), row.generation()))));
        Set<DataSubjectId> subjects = keys.stream().map(NewKey::subject).collect(Collectors.toSet());
        return rows(tenantId, row -> subjects.contains(row.subject()));
    }

    @Override
    public synchronized List<Row> find(TenantId tenantId, Collection<DataSubjectId> subjects) {
        questions++;
        List<Row> found = rows(tenantId, row -> subjects.contains(row.subject()));
        Runnable action = meanwhile;
        meanwhile = () -> {};
        action.run();
        return found;
    }

    private List<Row> rows(TenantId tenantId, Predicate<Row> wanted) {
        return places.stream()
                .filter(place -> place.tenantId().equals(tenantId))
                .map(Place::row)
                .filter(wanted)
                .toList();
    }

    @Override
    public synchronized Destroyed destroy(TenantId tenantId, DataSubjectId subject, int upTo, Instant now) {
        List<Row> living = rows(
                tenantId, row -> row.subject().equals(subject) && row.generation() <= upTo && row.wrapped() != null);
        places.removeIf(place -> place.tenantId().equals(tenantId) && living.contains(place.row()));
        living.forEach(
                row -> places.add(new Place(tenantId, new Row(subject, row.generation(), null, row.createdAt(), now))));
        int before = words.size();
        words.removeIf(
                led -> led.tenantId().equals(tenantId) && led.subject().equals(subject) && led.generation() <= upTo);
        if (living.isEmpty()) {
            return destroyed.getOrDefault(new Person(tenantId, subject), new Destroyed(0, 0, now));
        }
        witness.destroyed(tenantId, subject, upTo);
        Destroyed last = new Destroyed(living.size(), before - words.size(), now);
        destroyed.put(new Person(tenantId, subject), last);
        destructions.add(new Person(tenantId, subject));
        return last;
    }

    @Override
    public synchronized Destructions destroyedAfter(long number) {
        int from = (int) Math.min(number, destructions.size());
        return new Destructions(destructions.size(), List.copyOf(destructions.subList(from, destructions.size())));
    }

    @Override
    public synchronized Set<KeyName> named(TenantId tenantId, byte[] word, int limit) {
        return words.stream()
                .filter(led -> led.tenantId().equals(tenantId) && led.word().equals(text(word)))
                .map(led -> new KeyName(led.subject(), led.generation()))
                .limit(limit)
                .collect(Collectors.toSet());
    }

    private static String text(byte[] word) {
        return Base64.getEncoder().encodeToString(word);
    }
}
