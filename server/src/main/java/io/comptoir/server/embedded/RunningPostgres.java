package io.comptoir.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The embedded PostgreSQL of a server that runs as another process, reached as its data folder tells: whoever may read the
 * password there may do so.
 *
 * @param jdbcUrl      of the events, without user and password
 * @param vaultJdbcUrl of the keys
 */
public record RunningPostgres(String jdbcUrl, String vaultJdbcUrl, String user, String password) {

    /** PostgreSQL writes its process id, folder, time, port and more into this file, a line each. */
    private static final String STATE_FILE = "data/postmaster.pid";

    private static final int LINE_OF_THE_PORT = 3;

    /**
     * Looks into a data folder; empty where no PostgreSQL runs on it.
     *
     * @throws IOException if its files may not be read by this user
     */
    public static Optional<RunningPostgres> in(Path dataFolder) throws IOException {
        Path home = dataFolder.resolve("postgresql");
        try {
            List<String> state = Files.readAllLines(home.resolve(STATE_FILE));
            if (state.size() <= LINE_OF_THE_PORT) {
                return Optional.empty();
            }
            int port = Integer.parseInt(state.get(LINE_OF_THE_PORT).strip());
            return Optional.of(new RunningPostgres(
                    EmbeddedPostgres.jdbcUrl(port, EmbeddedPostgres.DATABASE),
                    EmbeddedPostgres.jdbcUrl(port, EmbeddedPostgres.VAULT),
                    EmbeddedPostgres.USER,
                    Files.readString(home.resolve("password")).strip()));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether there is a PostgreSQL in a data folder, running or not. */
    public static boolean isIn(Path dataFolder) {
        return Files.isDirectory(dataFolder.resolve("postgresql"));
    }

    /** Keeps the password out of logs. */
    @Override
    public String toString() {
        return "RunningPostgres[" + jdbcUrl + ", " + vaultJdbcUrl + "]";
    }
}
