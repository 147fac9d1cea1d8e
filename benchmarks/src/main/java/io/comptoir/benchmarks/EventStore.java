package io.comptoir.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** The embedded PostgreSQL below a data folder, as a client that knows its password. */
record EventStore(int port, String password) {

    /** The line of {@code postmaster.pid} that has the port. */
    private static final int PORT = 3;

    static EventStore below(Path data) throws IOException {
        Path home = data.resolve("postgresql");
        return new EventStore(
                Integer.parseInt(Files.readAllLines(home.resolve("data/postmaster.pid"))
                        .get(PORT)
                        .strip()),
                Files.readString(home.resolve("password")).strip());
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/comptoir?reWriteBatchedInserts=true", "comptoir", password);
    }

    /** Whether a commit reaches the disk before it is acknowledged, as PostgreSQL itself says. */
    String fsync() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet shown = statement.executeQuery("show fsync")) {
            shown.next();
            return shown.getString(1);
        }
    }
}
