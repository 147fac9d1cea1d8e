package io.comptoir.server.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a collection in the order of some of their fields, several of which may have the same values. An entry's key
 * has the fields in the order and direction of the index, and behind them where the document is.
 */
final class OrderedIndex extends Index<Object> {

    /** MongoDB's number for a document that an index cannot take. */
    private static final int CANNOT_INDEX = 16_766;

    private final MVMap<Object, Object> entries;
    private final BsonType order;

    OrderedIndex(MVMap<Object, Object> entries, BsonType order, String name, List<IndexKey> keys) {
        super(name, keys, false);
        this.entries = entries;
        this.order = order;
    }

    /**
     * A way along the index on which everything lies that meets some conditions.
     *
     * @param fixed     so many of the first fields have one value all along
     * @param ranged    whether it leaves out some that have these values
     * @param sorted    whether what is found comes in the order that was asked for
     * @param positions of the documents, in the order of the index
     */
    record Walk(int fixed, boolean ranged, boolean sorted, Stream<Object> positions) {

        /** What comes in order need not be gone through to its end, and the more is fixed the less there is. */
        static final Comparator<Walk> BY_USE =
                Comparator.comparing(Walk::sorted).thenComparingInt(Walk::fixed).thenComparing(Walk::ranged);

        boolean isOfUse() {
            return sorted || fixed > 0 || ranged;
        }

        /** Whether hardly more than the answer lies on it: one field with one value is an organization as a whole. */
        boolean isNarrow() {
            return fixed > 1;
        }
    }

    /** @param wanted the order asked for; empty where any will do */
    Walk walk(Conditions conditions, List<IndexKey> wanted) {
        List<Object> prefix = new ArrayList<>();
        for (IndexKey key : getKeys()) {
            @Nullable Object value = conditions.equal(key.getKey());
            if (value == null) {
                break;
            }
            prefix.add(value);
        }
        List<IndexKey> open = getKeys().subList(prefix.size(), getKeys().size());
        @Nullable Object first = null;
        @Nullable Object last = null;
        if (!open.isEmpty()) {
            String next = open.getFirst().getKey();
            boolean ascends = open.getFirst().isAscending();
            first = ascends ? conditions.atLeast(next) : conditions.atMost(next);
            last = ascends ? conditions.atMost(next) : conditions.atLeast(next);
        }
        return new Walk(
                prefix.size(),
                first != null || last != null,
                !wanted.isEmpty() && isOrderOf(open, wanted, conditions),
                positions(prefix, first, last));
    }

    /** Whether documents that follow these fields have the order asked for; fields with one value put nothing in order. */
    private static boolean isOrderOf(List<IndexKey> open, List<IndexKey> wanted, Conditions conditions) {
        Iterator<IndexKey> ours = open.iterator();
        for (IndexKey key : wanted) {
            if (conditions.equal(key.getKey()) == null) {
                if (!ours.hasNext()) {
                    return false;
                }
                IndexKey our = ours.next();
                if (!our.getKey().equals(key.getKey()) || our.isAscending() != key.isAscending()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** From the first to the last value of the field behind the prefix; nothing is looked at before it is asked for. */
    private Stream<Object> positions(List<Object> prefix, @Nullable Object first, @Nullable Object last) {
        List<Object> start = new ArrayList<>(prefix);
        if (first != null) {
            start.add(first);
        }
        return Stream.of(start)
                .flatMap(from -> StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(
                                entries.cursor(from.isEmpty() ? null : new KeyValue(from)), Spliterator.ORDERED),
                        false))
                .map(KeyValue.class::cast)
                .takeWhile(key -> begins(prefix, key)
                        && (last == null || order.comparePart(prefix.size(), key.get(prefix.size()), last) <= 0))
                .map(key -> key.get(key.size() - 1));
    }

    private boolean begins(List<Object> prefix, KeyValue key) {
        for (int part = 0; part < prefix.size(); part++) {
            if (order.comparePart(part, key.get(part), prefix.get(part)) != 0) {
                return false;
            }
        }
        return true;
    }

    private KeyValue entryOf(Document document) {
        Set<KeyValue> values = getKeyValues(document);
        List<Object> parts = new ArrayList<>();
        values.iterator().next().forEach(parts::add);
        if (values.size() > 1 || parts.stream().anyMatch(Collection.class::isInstance)) {
            throw new MongoServerError(CANNOT_INDEX, "CannotIndex", "an index of this server takes no lists");
        }
        parts.add(positionOf(document));
        return new KeyValue(parts);
    }

    private static Object positionOf(Document document) {
        return Objects.requireNonNull(document.get("_id"));
    }

    @Override
    public void checkAdd(Document document, MongoCollection<Object> collection) {
        KeyValue unused = entryOf(document);
    }

    @Override
    public void add(Document document, Object position, MongoCollection<Object> collection) {
        entries.put(entryOf(document), Missing.getInstance());
    }

    @Override
    public Object remove(Document document) {
        entries.remove(entryOf(document));
        return positionOf(document);
    }

    @Override
    public void checkUpdate(Document before, Document after, MongoCollection<Object> collection) {
        KeyValue unused = entryOf(after);
    }

    @Override
    public void updateInPlace(Document before, Document after, Object position, MongoCollection<Object> collection) {
        KeyValue entryBefore = entryOf(before);
        KeyValue entryAfter = entryOf(after);
        if (!entryBefore.equals(entryAfter)) {
            entries.remove(entryBefore);
            entries.put(entryAfter, Missing.getInstance());
        }
    }

    @Override
    public Object getPosition(Document document) {
        return positionOf(document);
    }

    /** The collection asks by itself. */
    @Override
    public boolean canHandle(Document query) {
        return false;
    }

    @Override
    public Iterable<Object> getPositions(Document query) {
        throw new UnsupportedOperationException("the collection asks otherwise");
    }

    @Override
    public long getCount() {
        return entries.sizeAsLong();
    }

    @Override
    public long getDataSize() {
        return getCount();
    }

    /** The database removes the map. */
    @Override
    public void drop() {}
}
