package io.comptoir.server.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection that looks for documents where they are to be found: by their ids, or along the {@link OrderedIndex} that suits a
 * query best, no further than the answer needs. The class above looks at every document unless a unique index has exactly the
 * fields of the query; with a hundred thousand orders a list of fifty took seconds, and the memory of all of them.
 */
final class BsonCollection extends H2Collection {

    private static final String ID = "_id";

    private final MVMap<Object, Document> documents;

    BsonCollection(
            MongoDatabase database,
            String name,
            CollectionOptions options,
            MVMap<Object, Document> documents,
            MVMap<String, Object> meta,
            CursorRegistry cursors) {
        super(database, name, options, documents, meta, cursors);
        this.documents = documents;
    }

    /**
     * Documents among which all are that a query matches.
     *
     * @param sorted whether they come in the order that was asked for
     */
    private record Candidates(Stream<Document> documents, boolean sorted) {}

    @Override
    protected QueryResult queryDocuments(
            Document query,
            @Nullable Document orderBy,
            int skipped,
            int limit,
            int batchSize,
            @Nullable Document fields) {
        Optional<Candidates> candidates = candidates(query, orderBy);
        if (candidates.isEmpty()) {
            return super.queryDocuments(query, orderBy, skipped, limit, batchSize, fields);
        }
        return matchDocumentsFromStream(
                candidates.get().documents(),
                query,
                candidates.get().sorted() ? null : orderBy,
                skipped,
                limit,
                batchSize,
                fields);
    }

    /** Nothing where every document has to be looked at, or where the class above knows best. */
    private Optional<Candidates> candidates(Document query, @Nullable Document orderBy) {
        @Nullable List<IndexKey> order = orderOf(orderBy);
        if (order == null || getIndexes().stream().anyMatch(unique -> unique.canHandle(query))) {
            return Optional.empty();
        }
        Conditions conditions = Conditions.of(query);
        @Nullable Object id = conditions.equal(ID);
        if (id != null) {
            return withId(id);
        }
        Optional<OrderedIndex.Walk> best = getIndexes().stream()
                .filter(OrderedIndex.class::isInstance)
                .map(index -> ((OrderedIndex) index).walk(conditions, order))
                .filter(OrderedIndex.Walk::isOfUse)
                .max(OrderedIndex.Walk.BY_USE);
        boolean byId = order.size() == 1
                && order.getFirst().getKey().equals(ID)
                && order.getFirst().isAscending();
        if (byId && best.filter(OrderedIndex.Walk::isNarrow).isEmpty()) {
            return Optional.of(new Candidates(byId(conditions), true));
        }
        return best.map(walk -> new Candidates(walk.positions().map(this::getDocument), walk.sorted()));
    }

    private Optional<Candidates> withId(Object id) {
        Document wanted = new Document(ID, id);
        for (Index<Object> index : getIndexes()) {
            if (index.canHandle(wanted)) {
                Iterable<Object> positions = index.getPositions(wanted);
                return Optional.of(new Candidates(
                        StreamSupport.stream(positions.spliterator(), false).map(this::getDocument), false));
            }
        }
        return Optional.empty();
    }

    /** All whose ids meet the conditions, in the order of their ids. */
    private Stream<Document> byId(Conditions conditions) {
        @Nullable Object most = conditions.atMost(ID);
        Cursor<Object, Document> cursor = documents.cursor(conditions.atLeast(ID));
        Iterator<Map.Entry<Object, Document>> entries = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return cursor.hasNext();
            }

            @Override
            public Map.Entry<Object, Document> next() {
                Object id = cursor.next();
                return Map.entry(id, cursor.getValue());
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(entries, Spliterator.ORDERED), false)
                .takeWhile(entry -> most == null || BsonType.compareValues(entry.getKey(), most) <= 0)
                .map(Map.Entry::getValue);
    }

    /** The order asked for, empty where any will do; nothing where it is one that no index has. */
    private static @Nullable List<IndexKey> orderOf(@Nullable Document orderBy) {
        List<IndexKey> order = new ArrayList<>();
        if (orderBy != null) {
            for (Map.Entry<String, Object> key : orderBy.entrySet()) {
                if (key.getKey().startsWith("$") || !(key.getValue() instanceof Number direction)) {
                    return null;
                }
                order.add(new IndexKey(key.getKey(), direction.intValue() > 0));
            }
        }
        return order;
    }
}
