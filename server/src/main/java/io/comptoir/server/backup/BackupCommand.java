package io.comptoir.server.backup;

import io.comptoir.platform.vault.UnusableKeys;
import io.comptoir.server.embedded.DataFolderInUse;
import io.comptoir.server.embedded.DataFolderUnusable;
import io.comptoir.server.embedded.EmbeddedStoreFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.dao.DataAccessException;

/**
 * {@code java -jar comptoir.jar backup} copies the events and the vault of an installation into a folder, whether its server
 * runs or not; {@code restore} fills an empty installation with them. Both are told where it is as the server is.
 */
public final class BackupCommand {

    private static final String BACKUP = "backup";
    private static final String RESTORE = "restore";
    private static final String VAULT_ONLY = "--vault-only";

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int REFUSED = 2;

    private static final String USAGE = """
            Usage: java -jar comptoir.jar backup --to <folder> [--vault-only]
                   java -jar comptoir.jar restore --from <folder> [--vault-only]
              --to          a new folder for the events and the vault; the server may run
              --from        such a folder; the databases must be empty, the encryption keys in their place
              --vault-only  not the events: they are in Axon Server, or were not lost
            The installation is found by the variables of the server (COMPTOIR_DATA_DIR, COMPTOIR_POSTGRESQL_URL …).
            Exit status: 0 done, 1 failed on the way, 2 refused.""";

    private final Settings settings;
    private final Path folder;
    private final boolean vaultOnly;
    private final Told told;
    private final long begunNanos = System.nanoTime();

    private BackupCommand(Settings settings, Path folder, boolean vaultOnly, Told told) {
        this.settings = settings;
        this.folder = folder;
        this.vaultOnly = vaultOnly;
        this.told = told;
    }

    /** Whether the command line means one of the two. */
    public static boolean isMeant(String[] arguments) {
        return arguments.length > 0 && (arguments[0].equals(BACKUP) || arguments[0].equals(RESTORE));
    }

    /**
     * Takes a backup, or restores one.
     *
     * @return the exit status: 0 done, 1 failed on the way, 2 refused or misunderstood
     */
    public static int run(String[] arguments, Map<String, String> environment, PrintStream out, PrintStream err) {
        boolean backup = arguments[0].equals(BACKUP);
        List<String> options = Arrays.asList(arguments).subList(1, arguments.length);
        boolean vaultOnly = options.size() == 3 && options.get(2).equals(VAULT_ONLY);
        if (!(options.size() == 2 || vaultOnly)
                || !options.getFirst().equals(backup ? "--to" : "--from")
                || options.get(1).isBlank()) {
            err.println(USAGE);
            return REFUSED;
        }
        String failure = backup ? "Not backed up: " : "Not restored: ";
        try (Told told = new Told(out)) {
            Path folder = Path.of(options.get(1)).toAbsolutePath().normalize();
            BackupCommand command = new BackupCommand(Settings.of(environment), folder, vaultOnly, told);
            if (backup) {
                command.backUp();
            } else {
                command.restore();
            }
            return DONE;
        } catch (Refused | UnusableKeys | DataFolderInUse | DataFolderUnusable e) {
            err.println(failure + e.getMessage());
            return REFUSED;
        } catch (EmbeddedStoreFailure e) {
            err.println(failure + e.getMessage());
        } catch (IOException e) {
            err.println(failure + "a file cannot be read or written: " + e);
        } catch (SQLException | DataAccessException e) {
            err.println(failure + "a database does not do what it is asked for: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            err.println(failure + "it was interrupted.");
        }
        return FAILED;
    }

    private void backUp() throws SQLException, IOException, InterruptedException {
        if (settings.onAxonServer() && !vaultOnly) {
            throw new Refused(
                    "The events are in Axon Server, whose own tools copy them. Stop the nodes of Comptoir, copy"
                            + " Axon Server's events and back up the vault with " + VAULT_ONLY
                            + ", then start the nodes.");
        }
        Path keys = settings.encryptionKeys();
        BackupFolder to = new BackupFolder(folder);
        to.requireNew();
        Manifest taken;
        try (Installation installation = Installation.present(settings, told)) {
            taken = Backup.take(installation, to, vaultOnly, Files.exists(keys) ? keys : null, told);
        }
        told.say("Backed up " + summary(taken) + ", to " + folder + ".");
        if (taken.hasEvents()) {
            told.say("It holds everything that was acknowledged before " + taken.takenAt() + ".");
        }
        told.say("THE ENCRYPTION KEYS ARE NOT IN IT. Without them it cannot be restored: keep a copy of "
                + keys.toAbsolutePath().normalize() + " at another place.");
    }

    private void restore() throws SQLException, InterruptedException {
        if (settings.onAxonServer() && !vaultOnly) {
            throw new Refused("The events are to be in Axon Server, whose own tools restore them. Do that first, then"
                    + " restore the vault with " + VAULT_ONLY + ".");
        }
        Manifest restored = new Restore(settings, new BackupFolder(folder), vaultOnly, told).carryOut();
        told.say("Restored " + summary(restored) + ", as of " + restored.takenAt() + ".");
        if (vaultOnly) {
            told.say(
                    "Start the server: what the events say about erasures is carried out again. Customers who came after"
                            + " the backup have no key any more; what is held of them cannot be read.");
            return;
        }
        if (settings.readModelsAreGiven()) {
            told.say(
                    "Before the start, give the server an empty MongoDB database and an Elasticsearch without its indices:"
                            + " what is there was built from other events.");
        }
        told.say(
                "Start the server: it builds the read models from the events, and GET /v1/health says how far it is. Then"
                        + " erase again whoever was erased after " + restored.takenAt() + ".");
    }

    private String summary(Manifest manifest) {
        long rows = manifest.rows();
        long bytes = manifest.bytes();
        if (vaultOnly) {
            rows = manifest.tablesOf(Part.VAULT).stream()
                    .mapToLong(Manifest.Table::rows)
                    .sum();
            bytes = manifest.tablesOf(Part.VAULT).stream()
                    .mapToLong(Manifest.Table::bytes)
                    .sum();
        }
        return String.format(
                Locale.ROOT,
                "%s, %,d rows, %,d bytes in %.1f s",
                vaultOnly || manifest.position() == null
                        ? "the vault"
                        : "the events up to position " + manifest.position() + " and the vault",
                rows,
                bytes,
                (System.nanoTime() - begunNanos) / 1e9);
    }
}
