package io.comptoir.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes, each with its own cache, on one event store. */
class ForeignChangesTest {

    private final EventStore events = EmbeddedEventStore.builder()
            .storageEngine(new InMemoryEventStorageEngine())
            .build();
    private final AggregateCache cacheHere = new AggregateCache(10);
    private final Repository<Shelf> here = node(cacheHere);
    private final Repository<Shelf> there = node(new AggregateCache(10));
    private final ForeignChanges changes = new ForeignChanges(events, cacheHere);

    record Filled(String shelf) {}

    static class Shelf {

        @AggregateIdentifier
        private @Nullable String id;

        private int filled;

        Shelf() {}

        Shelf(String id) {
            AggregateLifecycle.apply(new Filled(id));
        }

        void fill() {
            AggregateLifecycle.apply(new Filled(String.valueOf(id)));
        }

        @EventSourcingHandler
        void on(Filled event) {
            id = event.shelf();
            filled++;
        }
    }

    private Repository<Shelf> node(AggregateCache cache) {
        return EventSourcingRepository.builder(Shelf.class)
                .eventStore(events)
                .cache(cache)
                .build();
    }

    @BeforeEach
    void follow() {
        cacheHere.put("from before", "unknown age");
        changes.start();
        await().until(() -> !cacheHere.containsKey("from before"));
    }

    @AfterEach
    void stop() {
        changes.stop();
    }

    @Test
    void dropsWhatAnotherNodeHasChanged() {
        create(here, "A");
        fill(here, "A");
        assertThat(cacheHere.containsKey("A")).isTrue();

        fill(there, "A");

        await().until(() -> !cacheHere.containsKey("A"));
        assertThat(filled(here, "A")).isEqualTo(3);
    }

    @Test
    void keepsWhatThisNodeHasChangedLast() {
        create(here, "A");
        create(here, "B");
        fill(there, "A");
        fill(here, "A", 3);
        assertThat(cacheHere.containsKey("A")).isTrue();

        fill(there, "B");

        await("all of it seen").until(() -> !cacheHere.containsKey("B"));
        assertThat(cacheHere.containsKey("A")).isTrue();
    }

    private static void create(Repository<Shelf> node, String id) {
        DefaultUnitOfWork.startAndGet(null).execute(() -> {
            try {
                node.newInstance(() -> new Shelf(id));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void fill(Repository<Shelf> node, String id) {
        DefaultUnitOfWork.startAndGet(null).execute(() -> node.load(id).execute(Shelf::fill));
    }

    /** Fills it as soon as the node knows that it was filled so often. */
    private static void fill(Repository<Shelf> node, String id, int filled) {
        await().until(() -> filled(node, id) == filled - 1);
        fill(node, id);
    }

    private static int filled(Repository<Shelf> node, String id) {
        return DefaultUnitOfWork.startAndGet(null)
                .executeWithResult(() -> node.load(id).invoke(shelf -> shelf.filled))
                .getPayload();
    }
}
