package io.comptoir.projection.replay;

import com.sun.management.OperatingSystemMXBean;
import io.comptoir.platform.deadletters.ParkedSequences;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.micrometer.core.instrument.MeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfiguration;
import org.axonframework.config.EventProcessingConfigurer;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * One processor for each version of each read model, so that one that stands still holds up no other. Versions come and go
 * while the server runs, so the framework only prepares the handlers; the processors are made when they are needed.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRole(NodeRole.PROJECTION)
class Processors {

    /** Replays are six to eight times faster than with one event a batch; more gains nothing. */
    private static final int BATCH_SIZE = 500;

    /** How long another node's segments that became free may stay unclaimed. */
    private static final long CLAIM_EVERY_MILLIS = 2_000;

    @Bean
    Doorbell doorbell(EventStore events) {
        OperatingSystemMXBean machine = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Doorbell(events, new Cores(machine::getCpuLoad, System::nanoTime));
    }

    @Bean
    ConfigurerModule projectionHandlers(List<Projection<?>> projections) {
        return configurer -> {
            EventProcessingConfigurer processing = configurer.eventProcessing();
            for (Projection<?> projection : projections) {
                String name = projection.model().name();
                // A failure must reach the processor: by default it is logged and its event is lost to the read model.
                processing.registerListenerInvocationErrorHandler(
                        name, configuration -> PropagatingErrorHandler.instance());
                processing.registerEventProcessor(
                        name, (processor, configuration, invoker) -> new Handlers(processor, invoker));
            }
        };
    }

    @Bean
    Factory projectionProcessorFactory(
            EventProcessingConfiguration processing,
            EventStore events,
            Doorbell doorbell,
            TokenStore tokens,
            MeterRegistry meters) {
        return (projection, generation, parked) -> {
            Handlers handlers = processing
                    .eventProcessor(projection.model().name(), Handlers.class)
                    .orElseThrow(
                            () -> new IllegalStateException(projection.model().name()
                                    + " has no processor; does its handler name its processing group?"));
            // More than the processors can work off at a time only make the batches smaller, and each costs its writes.
            int segments =
                    Math.min(generation.model().segments(), Runtime.getRuntime().availableProcessors());
            // A single thread, because a ring that comes while two of them look at the stream could be lost.
            ScheduledExecutorService coordinator = threads("projection-" + generation.handler() + "-coordinator", 1);
            ScheduledExecutorService workers = threads("projection-" + generation.handler() + "-worker", segments);
            PooledStreamingEventProcessor.Builder builder = PooledStreamingEventProcessor.builder()
                    .name(generation.handler())
                    .eventHandlerInvoker(new ConcernedInvoker(handlers.invoker(), projection))
                    .errorHandler(PropagatingErrorHandler.instance())
                    .messageSource(new WakingSource(events, doorbell))
                    .initialToken(StreamableMessageSource::createTailToken)
                    .tokenStore(tokens)
                    // Neither store has transactions here: a batch may come twice, and its writes bear that.
                    .transactionManager(NoTransactionManager.INSTANCE)
                    .batchSize(BATCH_SIZE)
                    .initialSegmentCount(segments)
                    .tokenClaimInterval(CLAIM_EVERY_MILLIS)
                    .enableCoordinatorClaimExtension()
                    .coordinatorExecutor(coordinator)
                    .workerExecutor(workers);
            return new ProjectionProcessor(
                    builder, projection, generation, parked, handlers, meters, List.of(coordinator, workers));
        };
    }

    private static ScheduledExecutorService threads(String name, int count) {
        return Executors.newScheduledThreadPool(
                count, Thread.ofPlatform().name(name + "-", 0).daemon().factory());
    }

    /** Makes the processor of a version. */
    @FunctionalInterface
    interface Factory {
        ProjectionProcessor create(Projection<?> projection, Generation generation, ParkedSequences parked);
    }
}
