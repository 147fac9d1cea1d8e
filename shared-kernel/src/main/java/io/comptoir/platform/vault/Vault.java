package io.comptoir.platform.vault;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database of the keys. It lies beside the event store and never in it, so that a copy of the events is worth nothing
 * without it, and so that restoring the events does not bring back a key that was destroyed.
 *
 * <p>It has connections and transactions of its own: what happens here is no part of an append. Whoever keeps something in
 * it creates its tables with a script of its own.
 */
public final class Vault implements AutoCloseable {

    /** A question to the vault takes a millisecond; more connections than this would only wait for the same disk. */
    private static final int MAX_CONNECTIONS = 8;

    private static final long AWAY_AFTER_MILLIS = 5_000;
    private static final String SOCKET_LIMIT_SECONDS = "10";

    /** One node at a time keeps the log of the history, and a person's rows are locked while they are erased. */
    private static final String NOBODY_WAITS_FOR_ONE_THAT_STANDS_STILL =
            "set idle_in_transaction_session_timeout = '10s'";

    /** Any number, as long as all nodes take the same: it keeps two of them from creating the same table at once. */
    private static final long ONE_SCRIPT_AT_A_TIME = 0x636f6d70746f6972L;

    private final HikariDataSource connections;
    private final JdbcClient database;
    private final TransactionTemplate transactions;
    private volatile boolean knownAway;

    /** @param url a PostgreSQL 14 or newer, as a JDBC address */
    Vault(String url, String user, String password) {
        HikariConfig pool = new HikariConfig();
        pool.setPoolName("vault");
        pool.setJdbcUrl(url);
        pool.setUsername(user);
        pool.setPassword(password);
        pool.setMaximumPoolSize(MAX_CONNECTIONS);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(AWAY_AFTER_MILLIS);
        Properties driver = new Properties();
        driver.setProperty("tcpKeepAlive", "true");
        driver.setProperty("connectTimeout", "5");
        driver.setProperty("socketTimeout", SOCKET_LIMIT_SECONDS);
        pool.setDataSourceProperties(driver);
        pool.setConnectionInitSql(NOBODY_WAITS_FOR_ONE_THAT_STANDS_STILL);
        this.connections = new HikariDataSource(pool);
        this.database = JdbcClient.create(connections);
        this.transactions = new TransactionTemplate(new JdbcTransactionManager(connections));
    }

    JdbcClient database() {
        return database;
    }

    TransactionTemplate transactions() {
        return transactions;
    }

    /**
     * Creates what is missing of somebody's tables.
     *
     * @param script a file beside the class; it must change nothing where its tables are there already
     */
    public void create(Class<?> beside, String script) {
        within(unused -> {
            database.sql("select pg_advisory_xact_lock(?)")
                    .param(ONE_SCRIPT_AT_A_TIME)
                    .query()
                    .singleRow();
            // Within the transaction, because it asks for the connection of the thread.
            new ResourceDatabasePopulator(new ClassPathResource(script, beside)).execute(connections);
            return true;
        });
    }

    /**
     * Asks the vault.
     *
     * @throws VaultAway if it does not answer
     */
    public <T extends @Nullable Object> T ask(Function<JdbcClient, T> question) {
        requireNotKnownAway();
        return answered(() -> question.apply(database));
    }

    /**
     * Does several things in the vault together or not at all.
     *
     * @throws VaultAway if it does not answer; whether anything was done is then unknown
     */
    public <T> T within(Function<JdbcClient, T> changes) {
        requireNotKnownAway();
        return answered(
                () -> java.util.Objects.requireNonNull(transactions.execute(status -> changes.apply(database))));
    }

    /** Whoever asks while it is known to be away would wait for a connection, only to be told the same. */
    void known(boolean away) {
        knownAway = away;
    }

    private void requireNotKnownAway() {
        if (knownAway) {
            throw new VaultAway(null);
        }
    }

    private static <T extends @Nullable Object> T answered(Supplier<T> question) {
        try {
            return question.get();
        } catch (DataAccessException | TransactionException e) {
            throw VaultAway.isBehind(e) ? new VaultAway(e) : e;
        }
    }

    /** Whether the vault answers just now; takes a few seconds at most. */
    public boolean answers() {
        try {
            return answered(() -> database.sql("select 1").query(Integer.class).single()) == 1;
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        connections.close();
    }
}
