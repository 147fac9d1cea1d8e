package io.comptoir.server.backup;

import io.comptoir.server.embedded.DataFolder;
import io.comptoir.server.embedded.DataFolderInUse;
import io.comptoir.server.embedded.EmbeddedPostgres;
import io.comptoir.server.embedded.RunningPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
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
        Path folder = settings.dataFolder();
        if (settings.isEmbedded() && !RunningPostgres.isIn(folder)) {
            throw new Refused("There is no installation in " + folder.toAbsolutePath()
                    + ". Name its data folder with COMPTOIR_DATA_DIR, as the server is told it.");
        }
        try {
            return toBeFilled(settings, told);
        } catch (DataFolderInUse running) {
            return new Installation(settings, running(folder), null, null);
        }
    }

    private static RunningPostgres running(Path folder) {
        try {
            return RunningPostgres.in(folder)
                    .orElseThrow(() -> new Refused("The server of " + folder
                            + " is just starting or stopping. Try again when it is up, or stopped."));
        } catch (IOException e) {
            throw new Refused(
                    "The files of the PostgreSQL in " + folder
                            + " cannot be read by this user. Run this as the user that the server runs as.",
                    e);
        }
    }

    /**
     * Opens one for which no server may run.
     *
     * @throws DataFolderInUse if a server works on its data folder
     */
    static Installation toBeFilled(Settings settings, Told told) throws InterruptedException {
        return settings.isEmbedded() ? started(settings, told) : new Installation(settings, null, null, null);
    }

    private static Installation started(Settings settings, Told told) throws InterruptedException {
        DataFolder folder = DataFolder.open(settings.dataFolder());
        EmbeddedPostgres postgres = new EmbeddedPostgres(folder, told);
        try {
            postgres.start();
            RunningPostgres running = new RunningPostgres(
                    postgres.jdbcUrl(), postgres.vaultJdbcUrl(), postgres.user(), postgres.password());
            return new Installation(settings, running, postgres, folder);
        } catch (RuntimeException | InterruptedException e) {
            postgres.close();
            folder.close();
            throw e;
        }
    }

    /** @throws Refused if it does not let us in */
    Connection connect(Part part) {
        return settings.given(part).orElseGet(() -> embedded(part)).connect();
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
