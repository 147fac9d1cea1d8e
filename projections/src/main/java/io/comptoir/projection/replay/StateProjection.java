package io.comptoir.projection.replay;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.StreamId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.LongStream;
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
    private final String streamKind;

    /** @param streamKind of the aggregates, such as {@code order}; their keys are the documents' keys */
    protected StateProjection(ReadModel model, DocumentStore<S> documents, String streamKind) {
        super(model);
        this.documents = documents;
        this.streamKind = streamKind;
    }

    /** The aggregate's key within its organization. */
    protected abstract String keyOf(E event);

    /** The state after one more event; {@code before} is absent for the first. */
    protected abstract S after(@Nullable S before, E event);

    @Override
    protected final void write(Target target, List<StoredEvent<E>> events) {
        DocumentStore<S> documentsOfVersion = documents.in(target.version());
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
        Map<String, Held<S>> before = continued.isEmpty() ? Map.of() : documentsOfVersion.load(continued);
        for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
            List<Document<S>> changed = changes(target, byDocument, before);
            Set<String> overtaken = changed.isEmpty() ? Set.of() : documentsOfVersion.write(changed);
            if (overtaken.isEmpty()) {
                return;
            }
            byDocument.keySet().retainAll(overtaken);
            before = documentsOfVersion.load(overtaken);
        }
        throw new StoreFailure(
                model().store(),
                "documents of " + model().version(target.version()).location() + " keep changing under another writer");
    }

    private List<Document<S>> changes(
            Target target, Map<String, List<StoredEvent<E>>> byDocument, Map<String, Held<S>> before) {
        List<Document<S>> changed = new ArrayList<>(byDocument.size());
        byDocument.forEach((id, events) -> {
            Document<S> document = happen(target, id, before.get(id), events);
            if (document != null) {
                changed.add(document);
            }
        });
        return changed;
    }

    private @Nullable Document<S> happen(
            Target target, String id, @Nullable Held<S> before, List<StoredEvent<E>> events) {
        long versionBefore = before == null ? 0 : before.version();
        @Nullable S state = before == null ? null : before.state();
        long version = versionBefore;
        @Nullable Document<S> document = null;
        for (StoredEvent<E> event : events) {
            if (event.version() <= version) {
                continue; // It came before; the batch is being repeated.
            }
            if (!isNext(target, event, version)) {
                throw new IncompleteReadModel(
                        "a document of " + model().version(target.version()).location() + " is at version " + version
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

    /** Whether nothing is missing in between but what somebody decided to leave out. */
    private static boolean isNext(Target target, StoredEvent<?> event, long version) {
        return LongStream.range(version + 1, event.version())
                .allMatch(missing -> target.isLeftOut(event.stream(), missing));
    }

    @Override
    protected final boolean follows(String kind) {
        return kind.equals(streamKind);
    }

    @Override
    protected final String subjectOf(String stream) {
        StreamId id = StreamId.parse(stream);
        return id.scope() + ":" + id.key();
    }

    @Override
    protected final boolean exists(int version) {
        return documents.in(version).exists();
    }

    @Override
    protected final void create(int version) {
        documents.in(version).create();
    }

    @Override
    protected final void drop(int version) {
        documents.in(version).drop();
    }

    @Override
    protected final void makeVisible(int version) {
        documents.in(version).makeVisible();
    }

    @Override
    protected final void expose(int version) {
        documents.in(version).expose();
    }

    @Override
    protected final OptionalInt exposed() {
        return documents.exposed();
    }

    @Override
    protected final Fingerprint.Source fingerprints(int version) {
        return documents.in(version).fingerprints();
    }
}
