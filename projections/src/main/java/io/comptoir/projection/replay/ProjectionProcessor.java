package io.comptoir.projection.replay;

import io.comptoir.contract.DomainEvent;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.deadletters.ParkedSequences;
import io.comptoir.platform.deadletters.TooManyDeadLetters;
import io.comptoir.platform.deadletters.UnreadableEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one version of a read model. It writes each batch when the last event was handled: the unit of work stores the token
 * when it prepares its commit, so that anything written later could be lost. An event that is to blame for a failure is parked
 * with its sequence, and the batch goes on without it.
 */
final class ProjectionProcessor extends PooledStreamingEventProcessor {

    private static final int LEADING_SEGMENT = 0;

    private final Projection<?> projection;
    private final Generation generation;
    private final ParkedSequences parked;
    private final Handlers handlers;
    private final List<ExecutorService> threads;
    private final Target target = new ThisVersion();
    private final Map<Integer, Long> lastKnown = new ConcurrentHashMap<>();
    private final AtomicBoolean written = new AtomicBoolean();
    private final AtomicBoolean incomplete = new AtomicBoolean();
    private final Counter events;
    private final DistributionSummary batches;
    private final Timer writes;

    ProjectionProcessor(
            Builder builder,
            Projection<?> projection,
            Generation generation,
            ParkedSequences parked,
            Handlers handlers,
            MeterRegistry meters,
            List<ExecutorService> threads) {
        super(builder);
        this.projection = projection;
        this.generation = generation;
        this.parked = parked;
        this.handlers = handlers;
        this.threads = threads;
        String model = projection.model().name();
        this.events = Counter.builder("comptoir.projection.events")
                .description("Events written to the read model")
                .tag("model", model)
                .register(meters);
        this.batches = DistributionSummary.builder("comptoir.projection.batch")
                .description("Events in a batch")
                .tag("model", model)
                .register(meters);
        this.writes = Timer.builder("comptoir.projection.write")
                .description("Loading, folding and writing one batch")
                .tag("model", model)
                .tag("store", projection.model().store().title())
                .publishPercentileHistogram()
                .register(meters);
        registerHandlerInterceptor(this::flushAfterLast);
        handlers.getHandlerInterceptors().stream()
                // A read model sends nothing that could carry on the correlation of an event.
                .filter(interceptor -> !(interceptor instanceof CorrelationDataInterceptor))
                .forEach(this::registerHandlerInterceptor);
    }

    /** Where this version is written to, and what it leaves out. */
    private final class ThisVersion implements Target {

        @Override
        public int version() {
            return generation.number();
        }

        @Override
        public boolean isParked(String stream) {
            return parked.isParked(stream);
        }

        @Override
        public boolean isLeftOut(String stream, long version) {
            return parked.isLeftOut(stream, version);
        }

        @Override
        public void park(StoredEvent<?> event, DeadLetter.Cause cause, RuntimeException failure) {
            parked.park(
                    event.stream(),
                    event.version(),
                    event.position(),
                    event.event().tenantId(),
                    cause,
                    failure);
        }
    }

    private @Nullable Object flushAfterLast(UnitOfWork<? extends EventMessage<?>> unit, InterceptorChain chain) {
        try {
            stage(unit.getMessage(), chain);
            if (unit instanceof BatchingUnitOfWork<?> batch && batch.isLastMessage()) {
                flush(unit);
            }
            return null;
        } catch (IncompleteReadModel e) {
            incomplete.set(true);
            throw e;
        } catch (Error e) {
            // The framework expects exceptions only: after an error this segment would stand still for ever, without a
            // word.
            throw new IllegalStateException("a batch of " + getName() + " failed", e);
        }
    }

    /** The handlers only read the event and keep it, so whatever fails here but the vault is the event's own fault. */
    private void stage(EventMessage<?> message, InterceptorChain chain) {
        DomainEventMessage<?> event = (DomainEventMessage<?>) message;
        String stream = event.getAggregateIdentifier();
        if (parked.isLeftOut(stream, event.getSequenceNumber() + 1)) {
            return;
        }
        try {
            Object unused = chain.proceed();
        } catch (Exception unreadable) {
            if (Failures.isAway(unreadable)) {
                throw new IllegalStateException("an event cannot be read now", unreadable);
            }
            Boolean unused = parked.taking(() -> {
                parked.park(event, DeadLetter.Cause.UNREADABLE, unreadable);
                return true;
            });
        }
    }

    private void flush(UnitOfWork<?> unit) {
        Timer.Sample sample = Timer.start();
        int count;
        try {
            count = parked.taking(() -> projection.flush(unit, target));
        } catch (IncompleteReadModel e) {
            // Another node may have parked what is missing here, shortly before this one took over its segment.
            parked.refresh();
            count = parked.taking(() -> projection.flush(unit, target));
        }
        sample.stop(writes);
        events.increment(count);
        batches.record(count);
        written.set(true);
    }

    /** Makes the attempts that people asked for, of streams in this node's segments. */
    void retryParked() {
        parked.workOff(this::isOwn, this::takeAgain, ProjectionProcessor::causeOf);
    }

    /** A version that stopped, since it left out too much, has no segments; then any node may try. */
    private boolean isOwn(String stream) {
        return parked.isFull()
                || processingStatus().values().stream()
                        .anyMatch(status -> status.getSegment().matches(Objects.hashCode(stream)));
    }

    private void takeAgain(DomainEventMessage<?> message) {
        Object payload;
        try {
            payload = message.getPayload();
        } catch (RuntimeException e) {
            throw Failures.isAway(e) ? e : new Unreadable(e);
        }
        if (payload instanceof DomainEvent event && handlers.invoker().canHandleType(event.getClass())) {
            projection.take(event, message, target);
            written.set(true);
        }
    }

    private static final class Unreadable extends RuntimeException {
        Unreadable(RuntimeException cause) {
            super(cause);
        }
    }

    private static Optional<DeadLetter.Cause> causeOf(Throwable failure) {
        return switch (failure) {
            case Unreadable unreadable -> Optional.of(DeadLetter.Cause.UNREADABLE);
            case UnreadableEvent unknown -> Optional.of(DeadLetter.Cause.UNREADABLE);
            case TooManyDeadLetters full -> Optional.empty();
            default -> Failures.causeOf(failure);
        };
    }

    /** Whether this node is the one that acts for the version: the one with its first segment, which only one can have. */
    boolean leads() {
        return processingStatus().containsKey(LEADING_SEGMENT);
    }

    /** Whether something was written that was not made visible yet. */
    boolean hasWritten() {
        return written.get();
    }

    /** Whether something was written since this was last asked. */
    boolean takeWritten() {
        return written.getAndSet(false);
    }

    /** Says that what was written could not be made visible yet. */
    void writtenStill() {
        written.set(true);
    }

    /** Whether a batch found documents missing, since this was last asked. */
    boolean takeIncomplete() {
        return incomplete.getAndSet(false);
    }

    /** How far this node's segments are; one that was lost keeps its last position, which stays true. */
    Map<Integer, Long> positions() {
        processingStatus()
                .forEach((segment, status) ->
                        // Claimed again, a segment starts from its stored token, which may be behind what was seen.
                        lastKnown.merge(segment, status.getCurrentPosition().orElse(0), Math::max));
        return Map.copyOf(lastKnown);
    }

    void forgetPositions() {
        lastKnown.clear();
    }

    /** Ends its threads; it cannot be started again. */
    void dispose() {
        threads.forEach(ExecutorService::shutdown);
    }
}
