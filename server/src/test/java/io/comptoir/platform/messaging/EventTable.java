package io.comptoir.platform.messaging;

import javax.sql.DataSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** The event table of a real PostgreSQL, for tests that write its rows themselves. */
public final class EventTable {

    private EventTable() {}

    /** Creates the table; answers what reads it. */
    public static StoredStream create(DataSource database) {
        ResourceDatabasePopulator script =
                new ResourceDatabasePopulator(new ClassPathResource("event-store.sql", PostgresEventStore.class));
        script.setSeparator("\n\n");
        script.execute(database);
        return new PostgresEventStore.Rows(JdbcClient.create(database));
    }
}
