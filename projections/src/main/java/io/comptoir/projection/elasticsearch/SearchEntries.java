package io.comptoir.projection.elasticsearch;

import io.comptoir.projection.replay.Document;
import io.comptoir.projection.replay.DocumentStore;
import io.comptoir.projection.replay.Fingerprint;
import io.comptoir.projection.replay.Held;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * The entries of one read model, each made from a state that it holds.
 *
 * @param <D> an entry
 * @param <S> the state that an entry holds
 */
public class SearchEntries<D, S> implements DocumentStore<S> {

    private final SearchIndex<D> index;
    private final Function<Document<S>, D> made;
    private final Function<D, Held<S>> held;

    /**
     * @param made what is searched for a state
     * @param held the state of an entry, with its version
     */
    protected SearchEntries(SearchIndex<D> index, Function<Document<S>, D> made, Function<D, Held<S>> held) {
        this.index = index;
        this.made = made;
        this.held = held;
    }

    /** The index, for searching. */
    public final SearchIndex<D> index() {
        return index;
    }

    @Override
    public final DocumentStore<S> in(int version) {
        return new SearchEntries<>(index.in(version), made, held);
    }

    @Override
    public final Map<String, Held<S>> load(Collection<String> documentIds) {
        Map<String, Held<S>> states = new HashMap<>();
        index.load(documentIds).forEach((id, entry) -> states.put(id, held.apply(entry)));
        return states;
    }

    /** The index lets only newer versions in, whatever they were made from. */
    @Override
    public final Set<String> write(Collection<Document<S>> documents) {
        index.write(documents.stream()
                .map(document -> new SearchIndex.Write<>(
                        document.id(), document.tenantId(), document.version(), made.apply(document)))
                .toList());
        return Set.of();
    }

    @Override
    public final boolean exists() {
        return index.exists();
    }

    @Override
    public final void create() {
        index.create();
    }

    @Override
    public final void drop() {
        index.drop();
    }

    @Override
    public final void makeVisible() {
        index.refresh();
    }

    @Override
    public final void expose() {
        index.expose();
    }

    @Override
    public final OptionalInt exposed() {
        return index.exposed();
    }

    @Override
    public final Fingerprint.Source fingerprints() {
        return index.fingerprints(null);
    }
}
