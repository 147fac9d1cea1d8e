package io.comptoir.server.backup;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code java -jar comptoir.jar backup}: copies the events and the vault of an installation into a folder, whether its server
 * runs or not, and the encryption keys to another place. It is told where the installation is as the server is.
 */
public final class BackupCommand {

    private static final String NAME = "backup";
    private static final String TO = "--to";
    private static final String KEYS_TO = "--encryption-keys-to";
    private static final String DATA_DIR = "--data-dir";
    private static final String VAULT_ONLY = "--vault-only";
    private static final String PLAIN = "--plain";

    private static final String USAGE = """
            Usage: java -jar comptoir.jar backup --to <folder> [--encryption-keys-to <folder>] [--data-dir <folder>]
                                                 [--vault-only] [--plain]
              --to                   a new folder for the events and the vault
              --encryption-keys-to   a folder somewhere else for the encryption keys; they open what lies in the vault
              --data-dir             the data folder of the server, where COMPTOIR_DATA_DIR does not name it
              --vault-only           not the events, because somebody else copies them
              --plain                without compression
            Databases of your own are taken from the variables of the server (COMPTOIR_POSTGRESQL_URL, COMPTOIR_VAULT_URL …).
            Exit status: 0 done, 1 refused, 2 misunderstood.""";

    private BackupCommand() {}

    /** Whether the command line means this command. */
    public static boolean isMeant(String[] arguments) {
        return arguments.length > 0 && arguments[0].equals(NAME);
    }

    /**
     * Takes a backup.
     *
     * @return the exit status: 0 done, 1 refused with a message that says why, 2 misunderstood
     */
    public static int run(String[] words, Map<String, String> environment, PrintStream out, PrintStream err) {
        Optional<Arguments> arguments = Arguments.read(words, Set.of(TO, KEYS_TO, DATA_DIR), Set.of(VAULT_ONLY, PLAIN));
        if (arguments.isEmpty() || !arguments.get().isGiven(TO)) {
            err.println(USAGE);
            return Commanded.MISUNDERSTOOD;
        }
        return Commanded.carryOut(told -> backUp(arguments.get(), environment, told), "Not backed up", out, err);
    }

    private static void backUp(Arguments arguments, Map<String, String> environment, Told told)
            throws SQLException, IOException, InterruptedException {
        Settings settings = Settings.of(environment, arguments.option(DATA_DIR));
        boolean vaultOnly = arguments.isGiven(VAULT_ONLY);
        if (settings.onAxonServer() && !vaultOnly) {
            throw new Refused(
                    "The events are in Axon Server, whose own tools copy them. Stop the nodes of Comptoir, copy"
                            + " Axon Server's folders of events, and back up the vault with --vault-only; then start the nodes.");
        }
        Path to = Objects.requireNonNull(arguments.option(TO)).toAbsolutePath().normalize();
        @Nullable Path keysTo = arguments.option(KEYS_TO);
        Path keys = settings.encryptionKeys();
        if (keysTo != null) {
            requireApart(keysTo, to);
            requireCopyable(keys, keysTo);
        }
        long begunNanos = System.nanoTime();
        Backup.Taken taken;
        try (Installation installation = Installation.present(settings, told)) {
            taken = new Backup(installation, to, !arguments.isGiven(PLAIN), told)
                    .take(vaultOnly, Files.exists(keys) ? keys : null);
        }
        if (keysTo != null) {
            OwnersFiles.createFolder(keysTo);
            Path copy = copyOf(keys, keysTo);
            if (!Files.exists(copy)) {
                OwnersFiles.writeAtOnce(copy, Files.readAllBytes(keys));
            }
        }
        report(taken, to, keys, keysTo, (System.nanoTime() - begunNanos) / 1e9, told);
    }

    private static void requireApart(Path keysTo, Path to) {
        if (keysTo.toAbsolutePath().normalize().startsWith(to)) {
            throw new Refused(
                    "The encryption keys must not lie beside what they open. Name a folder for them that is not"
                            + " in " + to + " and goes another way.");
        }
    }

    private static void requireCopyable(Path keys, Path folder) throws IOException {
        if (!Files.exists(keys)) {
            throw new Refused("There are no encryption keys in " + keys
                    + ". Name the file with COMPTOIR_ENCRYPTION_KEYS, as the server is told it.");
        }
        Path copy = copyOf(keys, folder);
        // They are a day older only where they were rotated since; what lies there may open older backups.
        if (Files.exists(copy) && Files.mismatch(keys, copy) >= 0) {
            throw new Refused("There are other encryption keys in " + copy
                    + ", which earlier backups may need. Name another folder with " + KEYS_TO + ".");
        }
    }

    private static Path copyOf(Path keys, Path folder) {
        return folder.resolve(Objects.requireNonNull(keys.getFileName()));
    }

    private static void report(
            Backup.Taken taken, Path to, Path keys, @Nullable Path keysTo, double seconds, Told told) {
        @Nullable Manifest events = taken.events();
        long bytes = taken.vault().bytes() + (events == null ? 0 : events.bytes());
        told.say(String.format(
                Locale.ROOT,
                "Backed up %s, %,d bytes in %.1f s, to %s. It holds everything that was acknowledged before %s.",
                events == null ? "the vault" : String.format(Locale.ROOT, "%,d events and the vault", events.rows()),
                bytes,
                seconds,
                to,
                taken.vault().takenAt()));
        if (events != null) {
            told.say("Keep " + to.resolve(Part.EVENTS.folder()) + " and " + to.resolve(Part.VAULT.folder())
                    + " at different places, the vault only as long as an erasure may take to be final.");
        }
        told.say(
                keysTo == null
                        ? "The encryption keys are in neither. Without their copy this backup is worth nothing: "
                                + "keep one of " + keys + " somewhere else (" + KEYS_TO + ")."
                        : "The encryption keys are in " + copyOf(keys, keysTo)
                                + ", readable by their owner only. Keep them" + " away from the vault.");
    }
}
