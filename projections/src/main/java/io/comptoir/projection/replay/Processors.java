package io.comptoir.projection.replay;

import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.config.EventProcessingConfigurer;
import org.axonframework.eventhandling.EventHandlerInvoker;
import org.axonframework.eventhandling.PropagatingErrorHandler;
import org.axonframework.eventhandling.pooled.PooledStreamingEventProcessor;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;

/** One processor for each read model, so that one that stands still holds up no other. */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
@ConditionalOnRole(NodeRole.PROJECTION)
class Processors {

    /** Replays are six to eight times faster than with one event a batch; more gains nothing. */
    private static final int BATCH_SIZE = 500;

    /** How long another node's segments that became free may stay unclaimed. */
    private static final long CLAIM_EVERY_MILLIS = 2_000;

    @Bean
    Doorbell doorbell(EventStore events) {
        return new Doorbell(events);
    }

    @Bean
    ConfigurerModule projectionProcessors(
            List<Projection<?>> projections,
            ObjectProvider<Doorbell> doorbell,
            TokenStore tokens,
            MeterRegistry meters) {
        return configurer -> {
            EventProcessingConfigurer processing = configurer.eventProcessing();
            for (Projection<?> projection : projections) {
                String name = projection.model().name();
                // A failure must reach the processor: by default it is logged and its event is lost to the read model.
                processing.registerListenerInvocationErrorHandler(
                        name, configuration -> PropagatingErrorHandler.instance());
                processing.registerEventProcessor(
                        name,
                        (processor, configuration, invoker) -> new ProjectionProcessor(
                                builder(configuration, invoker, projection.model(), doorbell.getObject(), tokens),
                                projection,
                                meters));
            }
        };
    }

    private static PooledStreamingEventProcessor.Builder builder(
            Configuration configuration,
            EventHandlerInvoker invoker,
            ReadModel model,
            Doorbell doorbell,
            TokenStore tokens) {
        return PooledStreamingEventProcessor.builder()
                .name(model.name())
                .eventHandlerInvoker(invoker)
                .errorHandler(PropagatingErrorHandler.instance())
                .messageSource(new WakingSource(configuration.eventStore(), doorbell))
                .initialToken(StreamableMessageSource::createTailToken)
                .tokenStore(tokens)
                // Neither store has transactions here: a batch may come twice, and its writes bear that.
                .transactionManager(NoTransactionManager.INSTANCE)
                .batchSize(BATCH_SIZE)
                .initialSegmentCount(model.segments())
                .tokenClaimInterval(CLAIM_EVERY_MILLIS)
                .enableCoordinatorClaimExtension()
                // A single thread, because a ring that comes while two of them look at the stream could be lost.
                .coordinatorExecutor(threads(configuration, "projection-" + model.name() + "-coordinator", 1))
                .workerExecutor(threads(configuration, "projection-" + model.name() + "-worker", model.segments()));
    }

    private static ScheduledExecutorService threads(Configuration configuration, String name, int count) {
        ScheduledExecutorService threads = Executors.newScheduledThreadPool(
                count, Thread.ofPlatform().name(name + "-", 0).daemon().factory());
        configuration.onShutdown(threads::shutdown);
        return threads;
    }
}
