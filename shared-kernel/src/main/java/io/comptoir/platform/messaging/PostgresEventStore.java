package io.comptoir.platform.messaging;

import io.comptoir.contract.values.StreamId;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.stereotype.Component;

/**
 * The event store in PostgreSQL. Axon's own set-up for JDBC does not come up with Spring Boot 4, without an error, so every
 * part is named here.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "comptoir.event-store", havingValue = "postgresql", matchIfMissing = true)
class PostgresEventStore {

    /** Events a reader fetches at a time; replays slow down several times with the default of 100. */
    private static final int READ_BATCH = 1_000;

    /**
     * Appends become visible in order, so a gap is a transaction that was rolled back and will never be filled; there is
     * nothing to wait for.
     */
    private static final int GAP_TIMEOUT_MILLIS = 1_000;

    @Bean
    EventStorageEngine eventStorageEngine(
            DataSource dataSource,
            Serializer snapshotSerializer,
            @Qualifier("eventSerializer") Serializer eventSerializer,
            Configuration configuration,
            TransactionManager transactions) {
        createTables(dataSource);
        ConnectionProvider connections =
                new UnitOfWorkAwareConnectionProviderWrapper(new SpringDataSourceConnectionProvider(dataSource));
        return JdbcEventStorageEngine.builder()
                .connectionProvider(connections)
                .transactionManager(transactions)
                .schema(schema())
                .eventSerializer(eventSerializer)
                .snapshotSerializer(snapshotSerializer)
                .upcasterChain(configuration.upcasterChain())
                .snapshotFilter(configuration.snapshotFilter())
                .persistenceExceptionResolver(new PostgresConflicts())
                .batchSize(READ_BATCH)
                .gapTimeout(GAP_TIMEOUT_MILLIS)
                .build();
    }

    private static void createTables(DataSource dataSource) {
        ResourceDatabasePopulator script =
                new ResourceDatabasePopulator(new ClassPathResource("event-store.sql", PostgresEventStore.class));
        // The functions contain semicolons; the script's statements end with an empty line instead.
        script.setSeparator("\n\n");
        script.execute(dataSource);
    }

    private static EventSchema schema() {
        return EventSchema.builder()
                .eventTable("events")
                .snapshotTable("snapshots")
                .globalIndexColumn("position")
                .eventIdentifierColumn("event_id")
                .aggregateIdentifierColumn("stream")
                .sequenceNumberColumn("sequence")
                .typeColumn("aggregate_type")
                .timestampColumn("recorded_at")
                .payloadTypeColumn("payload_type")
                .payloadRevisionColumn("payload_revision")
                .payloadColumn("payload")
                .metaDataColumn("meta_data")
                .build();
    }

    /** Positions read from the table, by its unique key: exact, at the cost of one lookup. */
    @Component
    @ConditionalOnProperty(name = "comptoir.event-store", havingValue = "postgresql", matchIfMissing = true)
    static final class Positions implements StreamPositions {

        private final JdbcClient database;

        Positions(JdbcClient database) {
            this.database = database;
        }

        @Override
        public long positionOf(StreamId stream, long version) {
            return database.sql("select position from events where stream = ? and sequence = ?")
                    .params(stream.toString(), version - 1)
                    .query(Long.class)
                    .single();
        }

        @Override
        public long head() {
            return database.sql("select coalesce(max(position), 0) from events")
                    .query(Long.class)
                    .single();
        }
    }
}
