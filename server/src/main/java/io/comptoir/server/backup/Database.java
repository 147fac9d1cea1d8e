package io.comptoir.server.backup;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Properties;

/**
 * Where a database is.
 *
 * @param url a JDBC address without user and password
 */
record Database(Part part, String url, String user, String password) {

    private static final String CONNECT_LIMIT_SECONDS = "5";

    /** @throws Refused if it does not let us in */
    Connection connect() {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", CONNECT_LIMIT_SECONDS);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "comptoir backup");
        // What the server says about a row that it does not take quotes the row.
        properties.setProperty("logServerErrorDetail", "false");
        try {
            return DriverManager.getConnection(url, properties);
        } catch (SQLException e) {
            throw new Refused(
                    "The database of the " + part.folder() + " at " + url + " cannot be opened: " + e.getMessage()
                            + ". If its server is just starting or stopping, try again.",
                    e);
        }
    }

    /**
     * Begins to look at the database as it is now, whatever is written meanwhile.
     *
     * @return a moment before which nothing was committed that is not seen, by the clock of the database
     */
    static Instant standStill(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setReadOnly(true);
        // The first question of the transaction decides what it sees, and now() is the beginning of the transaction.
        try (Statement statement = connection.createStatement();
                ResultSet now = statement.executeQuery("select now()")) {
            now.next();
            return now.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
        }
    }

    /** A number that is asked for; 0 where there is none. */
    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            return answer.next() ? answer.getLong(1) : 0;
        }
    }

    /** A name as SQL has it. */
    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Keeps the password out of logs. */
    @Override
    public String toString() {
        return part.folder() + " at " + url;
    }
}
