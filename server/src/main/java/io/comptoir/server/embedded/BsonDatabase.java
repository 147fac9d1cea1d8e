package io.comptoir.server.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.exception.MongoServerError;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** A database whose collections and indexes lie in the file as {@link BsonType} says. */
final class BsonDatabase extends H2Database {

    /** What the maps of collections are called; the names are those of the class above, which keeps them to itself. */
    private static final String COLLECTIONS = "databases.";

    private static final String META = "meta.";
    private static final String INDEX = "._index_";

    /** MongoDB's number for an index that cannot be made. */
    private static final int NOT_SUPPORTED = 67;

    // The constructor above opens what is in the file already, before a field of this class could be set.
    private static final ThreadLocal<MVStore> OPENING = new ThreadLocal<>();

    private final MVStore store;

    private BsonDatabase(String name, MVStore store, CursorRegistry cursors) {
        super(name, store, cursors);
        this.store = store;
    }

    static BsonDatabase open(String name, MVStore store, CursorRegistry cursors) {
        OPENING.set(store);
        try {
            return new BsonDatabase(name, store, cursors);
        } finally {
            OPENING.remove();
        }
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(String collection, CollectionOptions options) {
        String name = getFullCollectionNamespace(collection);
        return new BsonCollection(
                this,
                collection,
                options,
                openMap(COLLECTIONS + name, BsonType.INSTANCE),
                store().openMap(META + name),
                cursorRegistry);
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
            String collection, String index, List<IndexKey> keys, boolean sparse) {
        // A map that is open stays as it is, so the class above gets this one.
        MVMap<Object, Object> unused =
                openMap(getFullCollectionNamespace(collection) + INDEX + index, BsonType.INSTANCE);
        return super.openOrCreateUniqueIndex(collection, index, keys, sparse);
    }

    /** The class above has none of these, and lets whoever wants one look at every document. */
    @Override
    protected Index<Object> openOrCreateSecondaryIndex(
            String collection, String index, List<IndexKey> keys, boolean sparse) {
        if (sparse) {
            throw new MongoServerError(NOT_SUPPORTED, "CannotCreateIndex", "only unique indexes can be sparse here");
        }
        BsonType order = BsonType.inOrderOf(keys);
        return new OrderedIndex(
                openMap(getFullCollectionNamespace(collection) + INDEX + index, order), order, index, keys);
    }

    private <V> MVMap<Object, V> openMap(String name, BsonType keys) {
        return store().openMap(
                        name, new MVMap.Builder<Object, V>().keyType(keys).valueType(BsonType.INSTANCE));
    }

    private MVStore store() {
        MVStore opening = OPENING.get();
        return opening == null ? store : opening;
    }
}
