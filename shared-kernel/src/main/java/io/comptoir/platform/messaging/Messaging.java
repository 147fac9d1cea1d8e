package io.comptoir.platform.messaging;

import io.comptoir.contract.Command;
import io.comptoir.contract.orders.Customer;
import io.comptoir.platform.privacy.Sealing;
import io.comptoir.platform.privacy.SubjectKeys;
import io.comptoir.platform.tenancy.TenantScope;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.tracing.Tracer;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandBusSpanFactory;
import org.axonframework.commandhandling.DuplicateCommandHandlerResolver;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.Registration;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.eventsourcing.EventCountSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.SnapshotTriggerDefinition;
import org.axonframework.eventsourcing.Snapshotter;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.snapshotting.SnapshotFilter;
import org.axonframework.lifecycle.Phase;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.Message;
import org.axonframework.messaging.annotation.HandlerDefinition;
import org.axonframework.messaging.annotation.ParameterResolverFactory;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.axonframework.spring.eventsourcing.SpringAggregateSnapshotter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.transaction.PlatformTransactionManager;

/** The parts that every command and event passes through, whichever event store is behind. */
@Configuration(proxyBeanMethods = false)
class Messaging {

    /** A snapshot every so many events: loading fewer is quicker than reading a snapshot. */
    private static final int SNAPSHOT_EVERY = 500;

    /** The records of the language that hold personal data. */
    static final Set<Class<? extends Record>> PERSONAL = Set.of(Customer.class);

    /** In milliseconds, because the read models keep no more and an instant must read the same everywhere. */
    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.tickMillis(ZoneOffset.UTC);
    }

    @Bean
    AggregateCache aggregateCache(@Value("${comptoir.aggregate-cache.max-aggregates:30000}") long maxAggregates) {
        return new AggregateCache(maxAggregates);
    }

    /** Axon would install a manager that does nothing, without an error. */
    @Bean
    TransactionManager axonTransactionManager(
            PlatformTransactionManager transactions, AggregateCache cache, MeterRegistry meters) {
        return new GuardedTransactions(transactions, cache, meters);
    }

    /** For tokens, snapshots and what crosses between nodes. */
    @Bean
    @Primary
    Serializer serializer() {
        return contractSerializer();
    }

    @Bean
    @Qualifier("messageSerializer")
    Serializer messageSerializer() {
        return contractSerializer();
    }

    @Bean
    @Qualifier("eventSerializer")
    Serializer eventSerializer(Sealing sealing) {
        return new SealedEvents(contractSerializer(), sealing);
    }

    /** Seals what is about people and opens it again; see {@link io.comptoir.contract.PersonalData}. */
    @Bean
    Sealing sealing(SubjectKeys keys) {
        return new Sealing(keys, ContractJson.mapper(), PERSONAL);
    }

    static Serializer contractSerializer() {
        return Jackson3Serializer.builder()
                .jsonMapperBuilderCustomizer(ContractJson::configure)
                .revisionResolver(new ContractRevisions())
                .build();
    }

    /** For both event stores: each builds its reader with the upcasters that are registered here. */
    @Bean
    ConfigurerModule olderRevisionsAreReadAsTodays() {
        return configurer -> configurer.registerEventUpcaster(configuration -> StoredRevisions.ofTheContract());
    }

    @Bean
    SnapshotTriggerDefinition snapshotTrigger(Snapshotter snapshotter) {
        return new EventCountSnapshotTriggerDefinition(snapshotter, SNAPSHOT_EVERY);
    }

    @Bean
    SnapshotFilter snapshotFilter(Serializer serializer) {
        return new ReadableSnapshots(serializer);
    }

    /** Snapshots are built beside the commands, never within one. */
    @Bean
    SpringAggregateSnapshotter aggregateSnapshotter(
            org.axonframework.config.Configuration configuration,
            HandlerDefinition handlers,
            ParameterResolverFactory parameters,
            EventStore events,
            TransactionManager transactions) {
        return SpringAggregateSnapshotter.builder()
                .repositoryProvider(configuration::repository)
                .transactionManager(transactions)
                .eventStore(events)
                .handlerDefinition(handlers)
                .parameterResolverFactory(parameters)
                .executor(Executors.newSingleThreadExecutor(
                        Thread.ofPlatform().name("snapshots").daemon().factory()))
                .build();
    }

    /** Every event carries the envelope of the command that decided it. */
    @Bean
    CorrelationDataProvider envelopes() {
        return Messaging::envelopeOf;
    }

    static Map<String, ?> envelopeOf(Message<?> message) {
        return message.getMetaData().containsKey(Envelope.TENANT)
                ? Envelope.of(message.getMetaData())
                        .causedBy(message.getIdentifier())
                        .toMetaData()
                : Map.of();
    }

    /** The bus that carries out commands on this node; with Axon Server it stands behind the one that sends them there. */
    @Bean
    @Qualifier("localSegment")
    DecidingBus decidingBus(
            TransactionManager transactions,
            org.axonframework.config.Configuration configuration,
            DuplicateCommandHandlerResolver duplicates,
            AggregateCache cache,
            Tracer tracer,
            MeterRegistry meters,
            @Value("${comptoir.commands.writers:0}") int writers,
            @Value("${comptoir.event-store:postgresql}") String eventStore) {
        CommandBusSpanFactory spans = configuration.getComponent(CommandBusSpanFactory.class);
        DecidingBus bus = new DecidingBus(
                SimpleCommandBus.builder()
                        .duplicateCommandHandlerResolver(duplicates)
                        .spanFactory(spans)
                        .messageMonitor(configuration.messageMonitor(CommandBus.class, "commandBus")),
                GroupWriter.Parts.ofTheMachine(
                        transactions, cache, spans, tracer, new GroupMetrics(meters), System::nanoTime),
                writers,
                eventStore.equals("axon-server"));
        Registration unused = bus.registerHandlerInterceptor(
                new CorrelationDataInterceptor<>(configuration.correlationDataProviders()));
        return bus;
    }

    /**
     * What every command passes on its way to a handler. It is registered when the framework starts and not while it is put
     * together, because the bus, which may be what asks for that, would wait for itself.
     */
    @Bean
    ConfigurerModule onTheWayOfACommand(ObjectProvider<PastOutcomes<?>> outcomes) {
        return configurer ->
                configurer.onInitialize(configuration -> configuration.onStart(Phase.EXTERNAL_CONNECTIONS, () -> {
                    CommandBus bus = configuration.commandBus();
                    Registration guard = bus.registerHandlerInterceptor(Messaging::handleInScope);
                    Registration once = bus.registerHandlerInterceptor(
                            new OncePerClaim(configuration::eventStore, outcomes::stream));
                    configuration.onShutdown(Phase.EXTERNAL_CONNECTIONS, () -> {
                        once.cancel();
                        guard.cancel();
                    });
                }));
    }

    /** The message carries its scope: a handler works for the organization of the envelope and no other. */
    static Object handleInScope(
            UnitOfWork<? extends org.axonframework.commandhandling.CommandMessage<?>> unit, InterceptorChain chain)
            throws Exception {
        Object payload = unit.getMessage().getPayload();
        if (!(payload instanceof Command command)
                || !Envelope.of(unit.getMessage().getMetaData()).tenantId().equals(command.tenantId())) {
            throw new IllegalStateException("a command must carry the organization of its envelope");
        }
        return TenantScope.in(command.tenantId(), chain::proceed);
    }
}
