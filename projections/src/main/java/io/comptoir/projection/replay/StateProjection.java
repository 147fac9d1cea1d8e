package io.comptoir.projection.replay;

import io.comptoir.contract.DomainEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A projection whose documents are the states of aggregates: it loads the states of a batch, lets their events happen, and
 * writes what changed. The state is the contract's own fold, so that a read model, the history and the deciding side cannot
 * disagree.
 *
 * @param <E> the events of the aggregate
 * @param <S> its state
 */
public abstract class StateProjection<E extends DomainEvent, S> extends Projection<E> {

    /** A second writer can only be a node that is about to notice that it lost its segment. */
    private static final int MAX_ATTEMPTS = 3;

    private final DocumentStore<S> documents;

    protected StateProjection(ReadModel model, DocumentStore<S> documents) {
        super(model);
        this.documents = documents;
    }

    /** The aggregate's key within its organization. */
    protected abstract String keyOf(E event);

    /** The state after one more event; {@code before} is absent for the first. */
    protected abstract S after(@Nullable S before, E event);

    /** How many events made the state. */
    protected abstract long versionOf(S state);

    @Override
    protected final void write(List<StoredEvent<E>> events) {
        Map<String, List<StoredEvent<E>>> byDocument = new LinkedHashMap<>();
        for (StoredEvent<E> event : events) {
            String id = ReadModel.documentId(event.event().tenantId(), keyOf(event.event()));
            byDocument.computeIfAbsent(id, key -> new ArrayList<>()).add(event);
        }
        // A first event needs nothing loaded; if its document exists all the same, writing it says so.
        List<String> continued = byDocument.entrySet().stream()
                .filter(entry -> entry.getValue().getFirst().version() > 1)
                .map(Map.Entry::getKey)
                .toList();
        Map<String, S> before = continued.isEmpty() ? Map.of() : documents.load(continued);
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            List<Document<S>> changed = changes(byDocument, before);
            Set<String> overtaken = changed.isEmpty() ? Set.of() : documents.write(changed);
            if (overtaken.isEmpty()) {
                return;
            }
            byDocument.keySet().retainAll(overtaken);
            before = documents.load(overtaken);
        }
        throw new IllegalStateException("documents of " + model().location() + " keep changing under another writer");
    }

    private List<Document<S>> changes(Map<String, List<StoredEvent<E>>> byDocument, Map<String, S> before) {
        List<Document<S>> changed = new ArrayList<>(byDocument.size());
        byDocument.forEach((id, events) -> {
            Document<S> document = happen(id, before.get(id), events);
            if (document != null) {
                changed.add(document);
            }
        });
        return changed;
    }

    private @Nullable Document<S> happen(String id, @Nullable S before, List<StoredEvent<E>> events) {
        long versionBefore = before == null ? 0 : versionOf(before);
        @Nullable S state = before;
        long version = versionBefore;
        @Nullable Document<S> document = null;
        for (StoredEvent<E> event : events) {
            if (event.version() <= version) {
                continue; // It came before; the batch is being repeated.
            }
            if (event.version() > version + 1) {
                throw new IncompleteReadModel("a document of " + model().location() + " is at version " + version
                        + " where event " + event.version() + " of its stream comes next");
            }
            S after = after(state, event.event());
            state = after;
            version = event.version();
            document = new Document<>(
                    id, event.event().tenantId(), versionBefore, version, event.position(), event.recordedAt(), after);
        }
        return document;
    }

    @Override
    protected final boolean exists() {
        return documents.exists();
    }

    @Override
    protected final void create() {
        documents.create();
    }

    @Override
    protected final void makeVisible() {
        documents.makeVisible();
    }
}
