package io.comptoir.platform.messaging;

import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import org.axonframework.axonserver.connector.AxonServerConnectionManager;
import org.axonframework.commandhandling.distributed.MetaDataRoutingStrategy;
import org.axonframework.commandhandling.distributed.RoutingStrategy;
import org.axonframework.commandhandling.distributed.UnresolvedRoutingKeyPolicy;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.serialization.Serializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/** What Comptoir needs beside Axon's own set-up when the event store is an Axon Server. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "comptoir.event-store", havingValue = "axon-server")
class AxonServerEventStore {

    /** A bean of Axon's own set-up; a later Axon that calls it otherwise fails the start. */
    private static final String CONTROL_OF_PROCESSORS = "processorInfoConfiguration";

    /** The append is one call to the server; a transaction around it only marks the begin and end of the unit of work. */
    @Bean
    PlatformTransactionManager transactions() {
        return new AbstractPlatformTransactionManager() {
            @Override
            protected Object doGetTransaction() {
                return new Object();
            }

            @Override
            protected void doBegin(Object transaction, TransactionDefinition definition) {}

            @Override
            protected void doCommit(DefaultTransactionStatus status) {}

            @Override
            protected void doRollback(DefaultTransactionStatus status) {}
        };
    }

    /**
     * Axon Server could show, split and stop the projections. To let it, each node would tell it at its start where their
     * tokens are, which only MongoDB knows: without MongoDB no node would start.
     */
    @Bean
    static BeanDefinitionRegistryPostProcessor projectionsStayOutOfItsControl() {
        return registry -> registry.removeBeanDefinition(CONTROL_OF_PROCESSORS);
    }

    /** One node decides for one organization, so that its locks and its cached aggregates are enough. */
    @Bean
    RoutingStrategy routingByTenant() {
        return MetaDataRoutingStrategy.builder()
                .metaDataKey(Envelope.TENANT)
                .fallbackRoutingStrategy(UnresolvedRoutingKeyPolicy.ERROR)
                .build();
    }

    @Bean
    @ConditionalOnRole(NodeRole.COMMAND)
    ForeignChanges foreignChanges(EventStore events, AggregateCache cache) {
        return new ForeignChanges(events, cache);
    }

    @Bean
    StoredStream storedStream(AxonServerConnectionManager connections) {
        return new AxonServerStoredStream(() -> connections.getConnection().eventChannel());
    }

    @Bean
    PastEvents pastEvents(
            AxonServerConnectionManager connections,
            @Qualifier("eventSerializer") Serializer eventSerializer,
            org.axonframework.config.Configuration configuration) {
        return new AxonServerPastEvents(
                () -> connections.getConnection().eventChannel(), eventSerializer, configuration.upcasterChain());
    }

    @Bean
    StreamPositions positions(EventStore events, StoredStream stored) {
        return new AxonServerPositions(events, stored);
    }
}
