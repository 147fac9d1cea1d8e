package io.comptoir.projection.replay;

import java.util.Collection;
import java.util.Map;
import java.util.Set;

/**
 * The documents of one read model, as a projection needs them.
 *
 * @param <S> the state that a document holds
 */
public interface DocumentStore<S> {

    /** The states of the documents that exist among these. */
    Map<String, S> load(Collection<String> documentIds);

    /**
     * Writes all in one request, each in place of the version it was made from. A document that has another version stays as
     * it is.
     *
     * @return the ids of documents that have another version than they were made from; a store that lets only newer versions
     *     in need not tell them apart
     */
    Set<String> write(Collection<Document<S>> documents);

    boolean exists();

    void create();

    default void makeVisible() {}
}
