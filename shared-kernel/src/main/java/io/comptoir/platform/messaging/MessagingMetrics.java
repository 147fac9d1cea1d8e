package io.comptoir.platform.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.util.List;
import org.axonframework.common.Registration;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.springframework.stereotype.Component;

/** What the write path tells about itself; commands are timed where they are sent, in {@link Commands}. */
@Component
final class MessagingMetrics {

    private final MeterRegistry meters;

    MessagingMetrics(MeterRegistry meters, EventStore events, StreamPositions positions, AggregateCache cache) {
        this.meters = meters;
        Gauge.builder("comptoir.store.up", positions, MessagingMetrics::oneIfItAnswers)
                .description("1 while the store answers")
                .tag("store", "Event store")
                .register(meters);
        CaffeineCacheMetrics.monitor(meters, cache.entries(), "aggregates");
        Registration unused = events.subscribe(this::countOnceStored);
    }

    private static double oneIfItAnswers(StreamPositions positions) {
        try {
            positions.head();
            return 1;
        } catch (RuntimeException e) {
            return 0;
        }
    }

    // Subscribers hear of events before the commit that may still fail.
    private void countOnceStored(List<? extends EventMessage<?>> appended) {
        if (CurrentUnitOfWork.isStarted()) {
            CurrentUnitOfWork.get().root().afterCommit(unit -> count(appended));
        } else {
            count(appended);
        }
    }

    private void count(List<? extends EventMessage<?>> appended) {
        appended.forEach(event -> Counter.builder("comptoir.events.appended")
                .description("Events in the event store since the start of this process")
                .tag("type", event.getPayloadType().getSimpleName())
                .register(meters)
                .increment());
    }
}
