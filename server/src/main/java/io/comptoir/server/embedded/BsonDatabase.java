package io.comptoir.server.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/** A database whose collections and indexes lie in the file as {@link BsonType} says. */
final class BsonDatabase extends H2Database {

    /** What the maps of collections are called; the names are those of the class above, which keeps them to itself. */
    private static final String COLLECTIONS = "databases.";

    private static final String INDEX = "._index_";

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
        openMap(COLLECTIONS + getFullCollectionNamespace(collection));
        return super.openOrCreateCollection(collection, options);
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
            String collection, String index, List<IndexKey> keys, boolean sparse) {
        openMap(getFullCollectionNamespace(collection) + INDEX + index);
        return super.openOrCreateUniqueIndex(collection, index, keys, sparse);
    }

    /** A map that is open stays as it is, so the class above gets this one. */
    private void openMap(String name) {
        MVStore opening = OPENING.get();
        (opening == null ? store : opening)
                .openMap(
                        name,
                        new MVMap.Builder<Object, Object>()
                                .keyType(BsonType.INSTANCE)
                                .valueType(BsonType.INSTANCE));
    }
}
