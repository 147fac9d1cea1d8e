package io.comptoir.command.imports;

import io.comptoir.contract.imports.ImportEvent;
import io.comptoir.contract.imports.ImportStarted;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.values.Actor;
import io.comptoir.platform.messaging.Envelope;
import java.util.Iterator;
import java.util.Optional;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/** Reads how far an import is from its own events: the side that decides never asks a read model. */
@Component
class ImportHistory {

    private final EventStore events;

    ImportHistory(EventStore events) {
        this.events = events;
    }

    /**
     * @param started what the import was started with
     * @param cause   who started it, in which request; the envelope of what follows from that
     * @param state   how far it is
     */
    record Found(ImportStarted started, Envelope cause, ImportState state) {

        Actor importer() {
            return cause.actor();
        }
    }

    /** Finds an import; empty if it was never started. */
    Optional<Found> find(ImportRef ref) {
        String stream = ref.importId().streamOf(ref.tenantId()).toString();
        // From the first event on, because a snapshot would not say who started it. An hour of import is a few
        // thousand.
        try (Stream<? extends DomainEventMessage<?>> history =
                events.readEvents(stream, 0).asStream()) {
            return found(history.iterator());
        }
    }

    private static Optional<Found> found(Iterator<? extends DomainEventMessage<?>> history) {
        if (!history.hasNext()) {
            return Optional.empty();
        }
        DomainEventMessage<?> first = history.next();
        ImportStarted started = (ImportStarted) first.getPayload();
        ImportState state = ImportState.after(null, started);
        while (history.hasNext()) {
            state = ImportState.after(state, (ImportEvent) history.next().getPayload());
        }
        Envelope cause = Envelope.of(first.getMetaData()).causedBy(first.getIdentifier());
        return Optional.of(new Found(started, cause, state));
    }
}
