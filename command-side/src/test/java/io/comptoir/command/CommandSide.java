package io.comptoir.command;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.platform.privacy.KeysInMemory;
import io.comptoir.platform.privacy.SubjectKeys;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.web.bind.annotation.RestController;

/** The whole command side without HTTP, on an event store in memory, started once for all tests. */
@SpringBootConfiguration
@EnableAutoConfiguration
@ComponentScan(
        basePackages = {"io.comptoir.command", "io.comptoir.platform.messaging"},
        excludeFilters = {
            @ComponentScan.Filter(type = FilterType.ANNOTATION, classes = RestController.class),
            // What works on files belongs to the tests that have a folder for it.
            @ComponentScan.Filter(
                    type = FilterType.REGEX,
                    pattern = "io\\.comptoir\\.command\\.imports\\.Import(Files|Runner|Intake)")
        })
public class CommandSide {

    private static final ConfigurableApplicationContext CONTEXT =
            application().web(WebApplicationType.NONE).run();

    /** For tests that need more than decisions: the same with further parts. */
    public static SpringApplicationBuilder application(Class<?>... parts) {
        return new SpringApplicationBuilder(CommandSide.class)
                .sources(parts)
                .properties(
                        "comptoir.event-store=memory",
                        "axon.axonserver.enabled=false",
                        "axon.update-check.disabled=true",
                        "axon.timeout.enabled=false",
                        "logging.level.org.axonframework.modelling.command.AbstractRepository=error",
                        "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                                + "org.axonframework.springboot.autoconfig.MetricsAutoConfiguration,"
                                + "org.axonframework.springboot.autoconfig.MicrometerMetricsAutoConfiguration",
                        "spring.servlet.multipart.enabled=false",
                        "spring.main.banner-mode=off");
    }

    public static <T> T bean(Class<T> type) {
        return CONTEXT.getBean(type);
    }

    /**
     * What is stored for an organization behind a position, in order. It asks the store itself: a stream of Axon's is filled by a
     * thread of its own, and what is not yet in it would be taken for missing.
     */
    public static List<DomainEvent> stored(EventStorageEngine store, @Nullable TrackingToken after, TenantId tenantId) {
        try (Stream<? extends TrackedEventMessage<?>> events = store.readEvents(after, false)) {
            return events.map(TrackedEventMessage::getPayload)
                    .filter(DomainEvent.class::isInstance)
                    .map(DomainEvent.class::cast)
                    .filter(event -> event.tenantId().equals(tenantId))
                    .toList();
        }
    }

    /** A test that starts several nodes gives them one store. */
    @Bean
    @ConditionalOnMissingBean
    EventStorageEngine eventStorageEngine() {
        return new StreamsInMemory();
    }

    @Bean
    StreamPositions positions(EventStore events) {
        return new StreamPositions() {
            @Override
            public long positionOf(StreamId stream, long version) {
                return head();
            }

            @Override
            public long head() {
                return events.createHeadToken().position().orElse(0);
            }
        };
    }

    @Bean
    SubjectKeys subjectKeys() {
        return KeysInMemory.keys();
    }

    /** Transactions that hold nothing: the store in memory takes what a unit of work appends in one step. */
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
}
