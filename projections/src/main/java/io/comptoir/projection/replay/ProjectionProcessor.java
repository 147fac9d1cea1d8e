package io.comptoir.projection.replay;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.lifecycle.Phase;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;

/**
 * Feeds one projection. It does not start with the application but when {@link ProjectionRunner} finds its store there, and it
 * writes each batch when the last event was handled: the unit of work stores the token when it prepares its commit, so that
 * anything written later could be lost.
 */
final class ProjectionProcessor extends PooledStreamingEventProcessor {

    private final Projection<?> projection;
    private final Map<Integer, Long> lastKnown = new ConcurrentHashMap<>();
    private final AtomicBoolean written = new AtomicBoolean();
    private final AtomicBoolean incomplete = new AtomicBoolean();
    private final Counter events;
    private final DistributionSummary batches;
    private final Timer writes;

    ProjectionProcessor(Builder builder, Projection<?> projection, MeterRegistry meters) {
        super(builder);
        this.projection = projection;
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
    }

    @Override
    public void registerLifecycleHandlers(LifecycleRegistry lifecycle) {
        lifecycle.onShutdown(Phase.INBOUND_EVENT_CONNECTORS, this::shutdownAsync);
    }

    private Object flushAfterLast(UnitOfWork<? extends EventMessage<?>> unit, InterceptorChain chain) throws Exception {
        try {
            Object result = chain.proceed();
            if (unit instanceof BatchingUnitOfWork<?> batch && batch.isLastMessage()) {
                flush(unit);
            }
            return result;
        } catch (IncompleteReadModel e) {
            incomplete.set(true);
            throw e;
        } catch (Error e) {
            // The framework expects exceptions only: after an error this segment would stand still for ever, without a
            // word.
            throw new IllegalStateException("a batch of " + getName() + " failed", e);
        }
    }

    private void flush(UnitOfWork<?> unit) {
        Timer.Sample sample = Timer.start();
        int count = projection.flush(unit);
        sample.stop(writes);
        events.increment(count);
        batches.record(count);
        written.set(true);
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

    Projection<?> projection() {
        return projection;
    }
}
