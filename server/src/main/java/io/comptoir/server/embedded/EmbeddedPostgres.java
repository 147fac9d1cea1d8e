package io.comptoir.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL 18 as a child process: fully durable, on a free port of the loopback interface, closed to everybody who
 * does not know the password that lies in the data folder.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    static final String NAME = "PostgreSQL";
    static final String USER = "comptoir";
    static final String DATABASE = "comptoir";

    /** Of the keys, which never lie among the events. */
    static final String VAULT = "vault";

    private static final String DATABASE_OF_EVERY_CLUSTER = "postgres";
    private static final int PASSWORD_BYTES = 24;
    private static final int MAX_PORTS_TRIED = 3;
    private static final Duration START_LIMIT = Duration.ofMinutes(1);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    private static final Duration INITDB_LIMIT = Duration.ofMinutes(2);
    private static final int CONNECT_LIMIT_SECONDS = 5;

    /** An acknowledged event must survive a power cut, so these are checked after every start. */
    private static final List<String> DURABILITY = List.of("fsync", "synchronous_commit", "full_page_writes");

    // Given on the command line, where neither postgresql.conf nor ALTER SYSTEM can override them. The sizes suit a
    // machine of two cores that also runs the application and Elasticsearch.
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("listen_addresses", FreePort.LOOPBACK),
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("full_page_writes", "on"),
            Map.entry("password_encryption", "scram-sha-256"),
            Map.entry("max_connections", "64"),
            Map.entry("shared_buffers", "128MB"),
            Map.entry("effective_cache_size", "512MB"),
            Map.entry("wal_buffers", "8MB"),
            Map.entry("max_wal_size", "1GB"),
            Map.entry("min_wal_size", "80MB"),
            Map.entry("checkpoint_completion_target", "0.9"),
            Map.entry("max_worker_processes", "4"),
            Map.entry("max_parallel_workers", "2"),
            Map.entry("autovacuum_max_workers", "2"),
            Map.entry("io_method", "sync"),
            Map.entry("logging_collector", "off"),
            Map.entry("log_destination", "stderr"),
            // Errors go to the client that made them; here they would fill the disk and show what statements contain.
            Map.entry("log_min_messages", "log"),
            Map.entry("log_min_error_statement", "panic"),
            Map.entry("log_timezone", "UTC"),
            Map.entry("timezone", "UTC"));

    private final DataFolder folder;
    private final Progress progress;
    private @Nullable SupervisedChild server;
    private @Nullable String password;
    private int port;
    private boolean closed;

    public EmbeddedPostgres(DataFolder folder, StartupListener listener) {
        this.folder = folder;
        this.progress = new Progress(NAME, listener);
    }

    /**
     * Unpacks and initialises what is missing, starts the server and waits until it accepts connections.
     *
     * @throws EmbeddedStoreFailure if that does not succeed; the message says why
     */
    public void start() throws InterruptedException {
        Path program = distribution().unpack(folder.runtime(), progress);
        Path home = folder.ofStore("postgresql");
        try {
            password = password(home);
            initialise(program, home, password);
        } catch (IOException e) {
            throw new EmbeddedStoreFailure("Cannot prepare " + home + ": " + e.getMessage(), e);
        }
        progress.step("starting");
        startOnAFreePort(program, home.resolve("data"));
        try (Connection connection = connect(DATABASE_OF_EVERY_CLUSTER)) {
            createDatabase(connection, DATABASE);
            createDatabase(connection, VAULT);
            requireDurability(connection);
        } catch (SQLException e) {
            close();
            throw new EmbeddedStoreFailure("The embedded PostgreSQL answers but cannot be used: " + e.getMessage(), e);
        }
        progress.step("ready");
    }

    private static ServerArchive distribution() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        if (system.equals("linux") && (processor.equals("amd64") || processor.equals("x86_64"))) {
            return new ServerArchive(
                    "postgres-linux-x86_64.txz",
                    "63999c2914366d62c68e51794e597588c336e75ed2958d53c558e8deca5e13fc",
                    "postgresql-18.6");
        }
        if (system.equals("linux") && (processor.equals("aarch64") || processor.equals("arm64"))) {
            return new ServerArchive(
                    "postgres-linux-arm_64.txz",
                    "2eb24d67326da41a81064d116b0bce412dff543c835d6fcc1c099e4abcf18836",
                    "postgresql-18.6");
        }
        throw new EmbeddedStoreFailure("There is no embedded PostgreSQL for " + system + " on " + processor
                + ". Name a PostgreSQL of your own with COMPTOIR_POSTGRESQL_URL.");
    }

    private static String password(Path home) throws IOException {
        Path file = home.resolve("password");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        if (Files.exists(home.resolve("data"))) {
            throw new IOException(
                    "the file " + file + " is missing, without which its data cannot be opened; restore it");
        }
        byte[] random = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        Path fresh = home.resolve("password.new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh);
        Permissions.onlyOwner(fresh);
        Files.writeString(fresh, password + "\n");
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return password;
    }

    private void initialise(Path program, Path home, String password) throws IOException, InterruptedException {
        Path data = home.resolve("data");
        if (Files.exists(data)) {
            return;
        }
        progress.step("initialising");
        // The data gets its name last: an initdb that was interrupted is begun again and never taken for a cluster.
        Path fresh = home.resolve("data.new");
        Path passwordForInitdb = home.resolve("password.initdb");
        Files.deleteIfExists(passwordForInitdb);
        Files.createFile(passwordForInitdb);
        Permissions.onlyOwner(passwordForInitdb);
        Files.writeString(passwordForInitdb, password + "\n");
        folder.childUser().give(passwordForInitdb);
        ServerArchive.deleteTree(fresh);
        ChildProcess initdb = ChildProcess.start(launch(
                "initdb",
                program,
                home,
                List.of(
                        program.resolve("bin/initdb").toString(),
                        "--pgdata=" + fresh,
                        "--username=" + USER,
                        "--pwfile=" + passwordForInitdb,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--data-checksums")));
        try {
            if (!initdb.endsWithin(INITDB_LIMIT)) {
                throw new IOException("initdb did not end within " + INITDB_LIMIT.toSeconds() + " s");
            }
            if (initdb.awaitEnd() != 0) {
                throw new IOException("initdb failed:\n" + initdb.logTail());
            }
        } finally {
            initdb.stop();
            Files.deleteIfExists(passwordForInitdb);
        }
        Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void startOnAFreePort(Path program, Path data) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            int candidate = FreePort.find();
            try {
                SupervisedChild child = new SupervisedChild(
                        launch("postgresql", program, data, command(program, data, candidate)),
                        this::accepts,
                        START_LIMIT);
                become(child, candidate);
                child.start();
                return;
            } catch (EmbeddedStoreFailure e) {
                if (attempt == MAX_PORTS_TRIED || isClosed() || !FreePort.isTaken(candidate)) {
                    throw e;
                }
            }
        }
    }

    private static List<String> command(Path program, Path data, int port) {
        List<String> command = new ArrayList<>();
        command.add(program.resolve("bin/postgres").toString());
        command.addAll(List.of("-D", data.toString(), "-p", String.valueOf(port)));
        SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private ChildProcess.Launch launch(String name, Path program, Path workingFolder, List<String> command) {
        return new ChildProcess.Launch(
                name,
                folder.childUser(),
                command,
                Map.of("LC_ALL", "C", "TZ", "UTC"),
                workingFolder,
                program,
                List.of(folder.root()),
                folder.logs().resolve("postgresql.log"),
                folder.ofServer("run").resolve(name + ".pid"),
                ChildProcess.StandardInput.NOTHING,
                StopSignal.INT,
                STOP_LIMIT);
    }

    private synchronized void become(SupervisedChild child, int candidate) {
        if (closed) {
            throw new EmbeddedStoreFailure(NAME + " was stopped while it started");
        }
        server = child;
        port = candidate;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private boolean accepts() {
        try (Connection connection = connect(DATABASE_OF_EVERY_CLUSTER)) {
            return connection.isValid(CONNECT_LIMIT_SECONDS);
        } catch (SQLException e) {
            return false;
        }
    }

    private Connection connect(String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user());
        properties.setProperty("password", password());
        properties.setProperty("connectTimeout", String.valueOf(CONNECT_LIMIT_SECONDS));
        properties.setProperty("socketTimeout", String.valueOf(CONNECT_LIMIT_SECONDS));
        return DriverManager.getConnection(jdbcUrl(database), properties);
    }

    private static void createDatabase(Connection connection, String database) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found =
                        statement.executeQuery("select 1 from pg_database where datname = '" + database + "'")) {
            if (!found.next()) {
                try (Statement creation = connection.createStatement()) {
                    creation.execute("create database " + database);
                }
            }
        }
    }

    private static void requireDurability(Connection connection) throws SQLException {
        for (String setting : DURABILITY) {
            try (Statement statement = connection.createStatement();
                    ResultSet shown = statement.executeQuery("show " + setting)) {
                if (!shown.next() || !"on".equals(shown.getString(1))) {
                    throw new SQLException("it runs with " + setting + " switched off and could lose events");
                }
            }
        }
    }

    /** The address for JDBC, without user and password. Stays the same when the server is started again after a crash. */
    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    /** The same for the database of the keys. */
    public String vaultJdbcUrl() {
        return jdbcUrl(VAULT);
    }

    private synchronized String jdbcUrl(String database) {
        return jdbcUrl(port, database);
    }

    static String jdbcUrl(int port, String database) {
        return "jdbc:postgresql://" + FreePort.LOOPBACK + ":" + port + "/" + database;
    }

    public String user() {
        return USER;
    }

    public String password() {
        if (password == null) {
            throw new IllegalStateException(NAME + " was not started");
        }
        return password;
    }

    /** The process id of the server, which changes when it is started again after a crash. */
    public long pid() {
        return started().pid();
    }

    private synchronized SupervisedChild started() {
        if (server == null) {
            throw new IllegalStateException(NAME + " was not started");
        }
        return server;
    }

    /** Stops the server with all its data stored. */
    @Override
    public void close() {
        SupervisedChild running;
        synchronized (this) {
            closed = true;
            running = server;
        }
        if (running != null) {
            running.close();
        }
    }
}
