package io.comptoir.server.backup;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code java -jar comptoir.jar restore}: fills an installation that is empty with what {@code backup} has written. */
public final class RestoreCommand {

    private static final String NAME = "restore";
    private static final String FROM = "--from";
    private static final String KEYS = "--encryption-keys";
    private static final String DATA_DIR = "--data-dir";
    private static final String VAULT_ONLY = "--vault-only";

    private static final String USAGE = """
            Usage: java -jar comptoir.jar restore --from <folder> [--encryption-keys <file>] [--data-dir <folder>] [--vault-only]
              --from              the folder that backup --to was given, with events and vault in it
              --encryption-keys   the copy of the encryption keys; not needed where they are in their place already
              --data-dir          the data folder of the new server, where COMPTOIR_DATA_DIR does not name it
              --vault-only        not the events, because they were not lost, or are in Axon Server
            Databases of your own are taken from the variables of the server (COMPTOIR_POSTGRESQL_URL, COMPTOIR_VAULT_URL …);
            they must be empty. Exit status: 0 done, 1 refused, 2 misunderstood.""";

    private RestoreCommand() {}

    /** Whether the command line means this command. */
    public static boolean isMeant(String[] arguments) {
        return arguments.length > 0 && arguments[0].equals(NAME);
    }

    /**
     * Restores a backup.
     *
     * @return the exit status: 0 done, 1 refused with a message that says why, 2 misunderstood
     */
    public static int run(String[] words, Map<String, String> environment, PrintStream out, PrintStream err) {
        Optional<Arguments> arguments = Arguments.read(words, Set.of(FROM, KEYS, DATA_DIR), Set.of(VAULT_ONLY));
        if (arguments.isEmpty() || !arguments.get().isGiven(FROM)) {
            err.println(USAGE);
            return Commanded.MISUNDERSTOOD;
        }
        return Commanded.carryOut(told -> restore(arguments.get(), environment, told), "Not restored", out, err);
    }

    private static void restore(Arguments arguments, Map<String, String> environment, Told told)
            throws SQLException, IOException, InterruptedException {
        Settings settings = Settings.of(environment, arguments.option(DATA_DIR));
        boolean vaultOnly = arguments.isGiven(VAULT_ONLY);
        if (settings.onAxonServer() && !vaultOnly) {
            throw new Refused("The events are to be in Axon Server, whose own tools restore them. Do that first, then"
                    + " restore the vault with --vault-only.");
        }
        long begunNanos = System.nanoTime();
        Path from = Objects.requireNonNull(arguments.option(FROM));
        BackupFolder backup = BackupFolder.open(from, vaultOnly);
        new Restore(settings, backup, told).carryOut(arguments.option(KEYS));
        report(settings, backup, (System.nanoTime() - begunNanos) / 1e9, told);
    }

    private static void report(Settings settings, BackupFolder backup, double seconds, Told told) {
        @Nullable Manifest events = backup.events();
        told.say(String.format(
                Locale.ROOT,
                "Restored %s, as of %s, in %.1f s.",
                events == null
                        ? "the vault"
                        : String.format(
                                Locale.ROOT,
                                "%,d events up to position %,d and the vault",
                                events.rows(),
                                events.position()),
                backup.vault().takenAt(),
                seconds));
        if (events == null) {
            told.say(
                    "Start the server: erasures that were decided since then are carried out again. Customers who came since"
                            + " then have no key any more; what is held of them cannot be read.");
            return;
        }
        if (settings.readModelsAreGiven()) {
            told.say(
                    "Before the start, empty the given MongoDB database and delete the given Elasticsearch's indices of"
                            + " Comptoir: what is there was built from other events.");
        }
        told.say("Start the server with the data folder " + settings.dataFolder()
                + ": the read models are built again, and GET /v1/health says how far they are. Then compare a checkpoint"
                + " that you kept (docs/proof.md), look at GET /v1/invariants, and erase again whoever was erased after "
                + backup.vault().takenAt() + ".");
    }
}
