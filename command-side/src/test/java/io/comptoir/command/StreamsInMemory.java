package io.comptoir.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.modelling.command.ConcurrencyException;

/**
 * An event store in memory that finds a stream at once, where Axon's own looks through everything that is stored, and that
 * refuses the same version of a stream twice, as a real one does.
 */
final class StreamsInMemory extends InMemoryEventStorageEngine {

    private final Map<String, List<DomainEventMessage<?>>> streams = new ConcurrentHashMap<>();

    @Override
    public void appendEvents(List<? extends EventMessage<?>> events) {
        if (CurrentUnitOfWork.isStarted()) {
            CurrentUnitOfWork.get().onPrepareCommit(unit -> index(events));
        } else {
            index(events);
        }
        super.appendEvents(events);
    }

    private synchronized void index(List<? extends EventMessage<?>> events) {
        List<DomainEventMessage<?>> ofStreams = new ArrayList<>();
        Map<String, Long> next = new HashMap<>();
        for (EventMessage<?> each : events) {
            if (each instanceof DomainEventMessage<?> event) {
                String stream = event.getAggregateIdentifier();
                long expected = next.computeIfAbsent(
                        stream, id -> (long) streams.getOrDefault(id, List.of()).size());
                if (event.getSequenceNumber() != expected) {
                    throw new ConcurrencyException(stream + " has " + expected + " events already");
                }
                next.put(stream, expected + 1);
                ofStreams.add(event);
            }
        }
        // All or none, as a transaction has it.
        ofStreams.forEach(event -> streams.computeIfAbsent(event.getAggregateIdentifier(), id -> new ArrayList<>())
                .add(event));
    }

    @Override
    public synchronized DomainEventStream readEvents(String stream, long firstSequence) {
        List<DomainEventMessage<?>> events = streams.getOrDefault(stream, List.of());
        int from = (int) Math.min(firstSequence, events.size());
        return DomainEventStream.of(List.copyOf(events.subList(from, events.size())));
    }
}
