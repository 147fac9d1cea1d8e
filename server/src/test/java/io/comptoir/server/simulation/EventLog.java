package io.comptoir.server.simulation;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Revision;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.platform.messaging.SealedEvent;
import io.comptoir.platform.messaging.StoredStream;
import io.comptoir.platform.messaging.StreamPositions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericTrackedDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import tools.jackson.databind.json.JsonMapper;

/**
 * The event store, which outlives every node. It appends as PostgreSQL does: what a transaction holds becomes visible when it
 * commits, all or none; an append excludes others until then; the same version of a stream is refused the second time. And it
 * fails as one that is far away: before anything is stored, or after, when nobody hears of it.
 */
final class EventLog implements EventStorageEngine, StreamPositions, StoredStream {

    private static final String CONNECTION_LOST = "08006";
    private static final JsonMapper JSON = ContractJson.mapper();

    private final World world;
    private final List<TrackedEventMessage<?>> events = new ArrayList<>();
    private final Map<String, List<TrackedEventMessage<?>>> streams = new HashMap<>();
    private final Map<Thread, Append> current = new HashMap<>();
    private @Nullable Append appending;

    EventLog(World world) {
        this.world = world;
    }

    /** What a transaction would store. */
    private static final class Append {
        private final List<DomainEventMessage<?>> events = new ArrayList<>();
    }

    /** The transactions that a node's units of work run in. */
    @SuppressWarnings("serial") // Nobody sends it anywhere.
    final class Transactions extends AbstractPlatformTransactionManager {

        Transactions() {
            setTransactionSynchronization(SYNCHRONIZATION_NEVER);
        }

        @Override
        protected Object doGetTransaction() {
            return new Append();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {
            world.moment("a transaction begins");
            if (world.faultOccurs("no connection")) {
                throw new CannotCreateTransactionException("no connection");
            }
            current.put(Thread.currentThread(), (Append) transaction);
        }

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            world.moment("a transaction commits");
            if (world.faultOccurs("the commit fails")) {
                throw lost();
            }
            store(((Append) status.getTransaction()).events);
            world.moment("a transaction was committed");
            if (world.faultOccurs("the answer of the commit is lost")) {
                throw lost();
            }
        }

        private static TransactionSystemException lost() {
            return new TransactionSystemException("could not commit", new SQLException("", CONNECTION_LOST));
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {
            // Nothing was stored.
        }

        @Override
        protected void doCleanupAfterCompletion(Object transaction) {
            current.remove(Thread.currentThread());
            if (Objects.equals(appending, transaction)) {
                appending = null;
            }
        }
    }

    @Override
    public void appendEvents(List<? extends EventMessage<?>> appended) {
        Append mine =
                Objects.requireNonNull(current.get(Thread.currentThread()), "events are appended in transactions");
        if (appending != null && !Objects.equals(appending, mine)) {
            Strand.current().await(() -> appending == null);
        }
        appending = mine;
        world.moment("events are inserted");
        if (world.faultOccurs("the insert fails")) {
            throw new EventStoreException("insert failed", new SQLException("", CONNECTION_LOST));
        }
        for (EventMessage<?> each : appended) {
            DomainEventMessage<?> event = (DomainEventMessage<?>) each;
            String stream = event.getAggregateIdentifier();
            long expected = of(stream).size()
                    + mine.events.stream()
                            .filter(before -> before.getAggregateIdentifier().equals(stream))
                            .count();
            if (event.getSequenceNumber() != expected) {
                throw new ConcurrencyException(stream + " has " + expected + " events already");
            }
            mine.events.add(event);
        }
    }

    /** No node is left that could end an append. */
    void nodeDied() {
        appending = null;
    }

    /** Stores what happened before the world began. */
    void given(DomainEventMessage<?> event) {
        store(List.of(event));
    }

    private void store(List<DomainEventMessage<?>> appended) {
        Instant recordedAt = world.time().instant();
        for (DomainEventMessage<?> event : appended) {
            GenericTrackedDomainEventMessage<?> stored = new GenericTrackedDomainEventMessage<>(
                    new GlobalSequenceTrackingToken(events.size() + 1L),
                    event.getType(),
                    event.getAggregateIdentifier(),
                    event.getSequenceNumber(),
                    new GenericMessage<>(event.getIdentifier(), event.getPayload(), event.getMetaData()),
                    () -> recordedAt);
            events.add(stored);
            streams.computeIfAbsent(event.getAggregateIdentifier(), id -> new ArrayList<>())
                    .add(stored);
        }
    }

    /** The events behind a position, at most so many. */
    List<TrackedEventMessage<?>> after(long position, int limit) {
        int from = (int) position;
        return List.copyOf(events.subList(from, Math.min(events.size(), from + limit)));
    }

    List<TrackedEventMessage<?>> all() {
        return List.copyOf(events);
    }

    List<TrackedEventMessage<?>> of(String stream) {
        return streams.getOrDefault(stream, List.of());
    }

    Map<String, List<TrackedEventMessage<?>>> streams() {
        return streams;
    }

    @Override
    public void storeSnapshot(DomainEventMessage<?> snapshot) {
        throw new UnsupportedOperationException("streams are too short for snapshots here");
    }

    @Override
    public Stream<? extends TrackedEventMessage<?>> readEvents(@Nullable TrackingToken token, boolean mayBlock) {
        throw new UnsupportedOperationException("events are followed in batches here");
    }

    @Override
    public DomainEventStream readEvents(String stream, long firstSequence) {
        List<TrackedEventMessage<?>> found = of(stream);
        return DomainEventStream.of(found.subList((int) Math.min(firstSequence, found.size()), found.size()).stream()
                .<DomainEventMessage<?>>map(event -> (DomainEventMessage<?>) event)
                .toList());
    }

    @Override
    public Optional<DomainEventMessage<?>> readSnapshot(String stream) {
        return Optional.empty();
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String stream) {
        List<TrackedEventMessage<?>> found = of(stream);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.size() - 1L);
    }

    @Override
    public long positionOf(StreamId stream, long version) {
        return positionOf(of(stream.toString()).get((int) version - 1));
    }

    @Override
    public long head() {
        return events.size();
    }

    @Override
    public Part read(long after, int limit) {
        List<SealedEvent> part = events.stream()
                .skip(Math.max(0, after))
                .limit(limit)
                .map(EventLog::sealed)
                .toList();
        return new Part(part, part.isEmpty() ? after : part.getLast().position(), part.size() < limit);
    }

    @Override
    public Part read(TenantId organization, long after, int limit) {
        Part all = read(after, limit);
        return new Part(
                all.events().stream()
                        .filter(event -> event.organization().equals(Optional.of(organization)))
                        .toList(),
                all.reached(),
                all.atEnd());
    }

    private static SealedEvent sealed(TrackedEventMessage<?> message) {
        GenericTrackedDomainEventMessage<?> event = (GenericTrackedDomainEventMessage<?>) message;
        return new SealedEvent(
                event.trackingToken().position().orElseThrow(),
                event.getIdentifier(),
                event.getAggregateIdentifier(),
                event.getSequenceNumber(),
                event.getType(),
                event.getTimestamp().toString(),
                event.getPayloadType().getName(),
                Integer.toString(
                        event.getPayloadType().getAnnotation(Revision.class).value()),
                JSON.writeValueAsBytes(event.getPayload()),
                JSON.writeValueAsBytes(new HashMap<>(event.getMetaData())));
    }

    static long positionOf(TrackedEventMessage<?> event) {
        return event.trackingToken().position().orElseThrow();
    }

    static String commandOf(EventMessage<?> event) {
        return Envelope.of(event.getMetaData()).commandId();
    }

    static DomainEvent eventOf(EventMessage<?> event) {
        return (DomainEvent) event.getPayload();
    }

    static MetaData envelope(Envelope envelope) {
        return MetaData.from(envelope.toMetaData());
    }
}
