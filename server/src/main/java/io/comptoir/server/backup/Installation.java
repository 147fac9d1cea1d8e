package io.comptoir.server.backup;

import io.comptoir.server.embedded.DataFolder;
import io.comptoir.server.embedded.DataFolderInUse;
import io.comptoir.server.embedded.EmbeddedPostgres;
import io.comptoir.server.embedded.RunningPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The databases of an installation. An embedded PostgreSQL that runs is used as it is; one that does not is started for as long
 * as this is open, and no server can take its data folder meanwhile.
 */
final class Installation implements AutoCloseable {

    private final Settings settings;
    private final @Nullable RunningPostgres embedded;
    private final @Nullable EmbeddedPostgres started;
    private final @Nullable DataFolder held;

    private Installation(
            Settings settings,
            @Nullable RunningPostgres embedded,
            @Nullable EmbeddedPostgres started,
            @Nullable DataFolder held) {
        this.settings = settings;
        this.embedded = embedded;
        this.started = started;
        this.held = held;
    }

    /**
     * Opens the one that there is, whether its server runs or not.
     *
     * @throws Refused if there is none
     */
    static Installation present(Settings settings, Told told) throws InterruptedException {
        if (!settings.isEmbedded(Part.EVENTS) && !settings.isEmbedded(Part.VAULT)) {
            return new Installation(settings, null, null, null);
        }
        if (!RunningPostgres.hasData(settings.dataFolder())) {
            throw new Refused(
                    "There is no installation in " + settings.dataFolder().toAbsolutePath()
                            + ". Name its data folder with --data-dir or COMPTOIR_DATA_DIR.");
        }
        try {
            return started(settings, told);
        } catch (DataFolderInUse running) {
            return of(running(settings), settings);
        }
    }

    private static Installation of(RunningPostgres running, Settings settings) {
        return new Installation(settings, running, null, null);
    }

    private static RunningPostgres running(Settings settings) {
        try {
            Optional<RunningPostgres> running = RunningPostgres.in(settings.dataFolder());
            return running.orElseThrow(() -> new Refused("The server of " + settings.dataFolder()
                    + " is just starting or stopping. Try again when it is up, or stopped."));
        } catch (IOException e) {
            throw new Refused(
                    "The files of the PostgreSQL in " + settings.dataFolder()
                            + " cannot be read by this user. Run this as the user that the server runs as.",
                    e);
        }
    }

    /**
     * Opens one that is to be filled, for which no server may run.
     *
     * @throws DataFolderInUse if a server works on its data folder
     */
    static Installation toBeFilled(Settings settings, Told told) throws InterruptedException {
        return settings.isEmbedded(Part.EVENTS) || settings.isEmbedded(Part.VAULT)
                ? started(settings, told)
                : new Installation(settings, null, null, null);
    }

    private static Installation started(Settings settings, Told told) throws InterruptedException {
        DataFolder folder = DataFolder.open(settings.dataFolder());
        EmbeddedPostgres postgres = new EmbeddedPostgres(folder, told);
        Installation installation;
        try {
            postgres.start();
            installation = new Installation(
                    settings,
                    new RunningPostgres(
                            postgres.jdbcUrl(), postgres.vaultJdbcUrl(), postgres.user(), postgres.password()),
                    postgres,
                    folder);
        } catch (RuntimeException | InterruptedException e) {
            postgres.close();
            folder.close();
            throw e;
        }
        return installation;
    }

    Connection connect(Part part) {
        Optional<Database> given = switch (part) {
            case EVENTS -> settings.events();
            case VAULT -> settings.vault();
        };
        return given.orElseGet(() -> embedded(part)).connect();
    }

    private Database embedded(Part part) {
        if (embedded == null) {
            throw new IllegalStateException("the database of the " + part.folder() + " is not embedded");
        }
        return new Database(
                part,
                part == Part.EVENTS ? embedded.jdbcUrl() : embedded.vaultJdbcUrl(),
                embedded.user(),
                embedded.password());
    }

    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
        if (held != null) {
            held.close();
        }
    }
}
