package io.comptoir.projection.replay;

import java.util.Collection;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The documents of one version of a read model, as a projection needs them.
 *
 * @param <S> the state that a document holds
 */
public interface DocumentStore<S> {

    /** The same for another version. */
    DocumentStore<S> in(int version);

    /** The states of the documents that exist among these. */
    Map<String, Held<S>> load(Collection<String> documentIds);

    /**
     * Writes all in one request, each in place of the version it was made from. A document that has another version stays as
     * it is.
     *
     * @return the ids of documents that have another version than they were made from; a store that lets only newer versions
     *     in need not tell them apart
     * @throws RefusedDocument if the store takes no document with such a content
     */
    Set<String> write(Collection<Document<S>> documents);

    boolean exists();

    void create();

    /** Deletes all documents and what was created for them; nothing happens where there are none. */
    void drop();

    default void makeVisible() {}

    /** Lets readers see this version and no other, where that is the store's own doing. */
    default void expose() {}

    /** The version that readers see, where the store itself knows it. */
    default OptionalInt exposed() {
        return OptionalInt.empty();
    }

    Fingerprint.Source fingerprints();
}
