package io.comptoir.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.jspecify.annotations.Nullable;
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
                .appendEvents(PostgresAppend::statement)
                .batchSize(READ_BATCH)
                .gapTimeout(GAP_TIMEOUT_MILLIS)
                .build();
    }

    @Bean
    PastEvents pastEvents(EventStore events) {
        return PastEvents.inBatches(events);
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

    /** Positions read from the table, by its unique key: exact, at the cost of one lookup for all who ask at the same time. */
    @Component
    @ConditionalOnProperty(name = "comptoir.event-store", havingValue = "postgresql", matchIfMissing = true)
    static final class Positions implements StreamPositions {

        private final JdbcClient database;
        private final SharedLookup<StreamVersion, Long> lookup = new SharedLookup<>(this::positionsOf);

        Positions(JdbcClient database) {
            this.database = database;
        }

        private record StreamVersion(String stream, long version) {}

        @Override
        public long positionOf(StreamId stream, long version) {
            @Nullable Long position = lookup.find(new StreamVersion(stream.toString(), version));
            if (position == null) {
                throw new IllegalStateException(stream + " has no version " + version);
            }
            return position;
        }

        private Map<StreamVersion, Long> positionsOf(List<StreamVersion> asked) {
            Map<StreamVersion, Long> positions = new HashMap<>();
            database.sql("select stream, sequence, position from events"
                            + " join unnest(?, ?) as asked (stream, sequence) using (stream, sequence)")
                    .params(
                            asked.stream().map(StreamVersion::stream).toArray(String[]::new),
                            asked.stream().map(wanted -> wanted.version() - 1).toArray(Long[]::new))
                    .query(row -> {
                        positions.put(
                                new StreamVersion(row.getString("stream"), row.getLong("sequence") + 1),
                                row.getLong("position"));
                    });
            return positions;
        }

        @Override
        public long head() {
            return database.sql("select coalesce(max(position), 0) from events")
                    .query(Long.class)
                    .single();
        }
    }

    /** The rows of the table; every question goes through one of its keys. */
    @Component
    @ConditionalOnProperty(name = "comptoir.event-store", havingValue = "postgresql", matchIfMissing = true)
    static final class Rows implements StoredStream {

        /** Rows that one question about an organization looks through: a fraction of a second, whoever's they are. */
        private static final int WINDOW = 50_000;

        private static final String COLUMNS =
                "select position, event_id, stream, sequence, aggregate_type, recorded_at,"
                        + " payload_type, payload_revision, payload, meta_data from events";

        private final JdbcClient database;

        Rows(JdbcClient database) {
            this.database = database;
        }

        @Override
        public Part read(long after, int limit) {
            List<SealedEvent> events = database.sql(COLUMNS + " where position > ? order by position limit ?")
                    .params(after, limit)
                    .query(Rows::sealed)
                    .list();
            return new Part(events, events.isEmpty() ? after : events.getLast().position(), events.size() < limit);
        }

        @Override
        public Part read(TenantId organization, long after, int limit) {
            long head = database.sql("select coalesce(max(position), ?) from events")
                    .param(after)
                    .query(Long.class)
                    .single();
            long last = Math.min(head, after + WINDOW);
            // The bytes are only narrowed down by the database: an envelope that was tampered with must not make it
            // fail.
            List<SealedEvent> events = database.sql(COLUMNS + " where position > ? and position <= ?"
                            + " and position(? in meta_data) > 0 order by position limit ?")
                    .params(after, last, organization.toString().getBytes(UTF_8), limit)
                    .query(Rows::sealed)
                    .list();
            long reached = events.size() < limit ? last : events.getLast().position();
            return new Part(
                    events.stream()
                            .filter(event -> event.organization().equals(Optional.of(organization)))
                            .toList(),
                    reached,
                    reached >= head);
        }

        private static SealedEvent sealed(ResultSet row, int number) throws SQLException {
            return new SealedEvent(
                    row.getLong("position"),
                    row.getString("event_id"),
                    row.getString("stream"),
                    row.getLong("sequence"),
                    row.getString("aggregate_type"),
                    row.getString("recorded_at"),
                    row.getString("payload_type"),
                    row.getString("payload_revision"),
                    row.getBytes("payload"),
                    row.getBytes("meta_data"));
        }
    }
}
