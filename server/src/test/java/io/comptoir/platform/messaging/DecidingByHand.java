package io.comptoir.platform.messaging;

import io.comptoir.platform.privacy.Sealing;
import io.comptoir.platform.privacy.SubjectKeys;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.commandhandling.DefaultCommandBusSpanFactory;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.Registration;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.tracing.NoOpSpanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** The deciding bus of a node as the server wires it, whose writers have no threads: each writes when it is told to. */
public final class DecidingByHand {

    /** To make one costs more than a world does. */
    private static final JsonMapper JSON = ContractJson.mapper();

    private final AggregateCache cache = new AggregateCache(10_000);
    private final DecidingBus bus;

    /**
     * @param answers gives the answers of a group
     * @param writers how many
     */
    public DecidingByHand(
            PlatformTransactionManager transactions,
            MeterRegistry meters,
            LongSupplier nanoTime,
            Executor answers,
            int writers) {
        DefaultCommandBusSpanFactory spans = DefaultCommandBusSpanFactory.builder()
                .spanFactory(NoOpSpanFactory.INSTANCE)
                .build();
        TransactionManager guarded = new GuardedTransactions(transactions, cache, meters);
        this.bus = new DecidingBus(
                SimpleCommandBus.builder().spanFactory(spans),
                new GroupWriter.Parts(
                        guarded,
                        cache,
                        spans,
                        Tracer.NOOP,
                        new GroupMetrics(meters),
                        nanoTime,
                        work -> Thread.ofVirtual().unstarted(() -> {}),
                        answers),
                writers,
                false);
    }

    /** What each command passes on its way to its handler, in the order of the server. */
    public void guard(EventStore events, Collection<? extends PastOutcomes<?>> outcomes, boolean oncePerClaim) {
        intercept(new CorrelationDataInterceptor<>(List.of(Messaging::envelopeOf)));
        intercept(Messaging::handleInScope);
        if (oncePerClaim) {
            intercept(new OncePerClaim(() -> events, outcomes::stream));
        }
    }

    public void intercept(MessageHandlerInterceptor<CommandMessage<?>> interceptor) {
        Registration unused = bus.registerHandlerInterceptor(interceptor);
    }

    public AggregateCache cache() {
        return cache;
    }

    public CommandBus bus() {
        return bus;
    }

    public int waitingFor(int writer) {
        return bus.writers().get(writer).waiting();
    }

    /** Lets a writer carry out one group of what waits for it. */
    public void write(int writer) {
        boolean unused = bus.writers().get(writer).writeOnce();
    }

    /** Seals as the server does. */
    public static Sealing sealing(SubjectKeys keys) {
        return new Sealing(keys, JSON, Messaging.PERSONAL);
    }
}
