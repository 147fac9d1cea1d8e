package io.comptoir.projection.replay;

import java.util.Collection;
import java.util.Map;

/**
 * The documents of one read model, as a projection needs them.
 *
 * @param <S> the state that a document holds
 */
public interface DocumentStore<S> {

    /** The states of the documents that exist among these. */
    Map<String, S> load(Collection<String> documentIds);

    /** Writes all in one request; a document that has this version or a later one already stays as it is. */
    void write(Collection<Document<S>> documents);

    boolean exists();

    void create();

    default void makeVisible() {}
}
