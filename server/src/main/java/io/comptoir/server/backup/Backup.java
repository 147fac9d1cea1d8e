package io.comptoir.server.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Copies the events and the vault while everything goes on. Two databases cannot be made to stand still at the same moment, so
 * the order makes up for it: first what follows the events, then the events, then all else of the vault, each as it was at one
 * moment.
 */
final class Backup {

    private final Installation installation;
    private final BackupFolder folder;
    private final Told told;
    private final List<Manifest.Table> tables = new ArrayList<>();

    private Backup(Installation installation, BackupFolder folder, Told told) {
        this.installation = installation;
        this.folder = folder;
        this.told = told;
    }

    /**
     * Takes a backup.
     *
     * @param folder         is new; nothing is left in it of a backup that fails
     * @param encryptionKeys must open the vault; absent where they are not at hand
     * @throws Refused if it cannot be made
     */
    static Manifest take(
            Installation installation, BackupFolder folder, boolean vaultOnly, @Nullable Path encryptionKeys, Told told)
            throws SQLException, IOException {
        boolean done = false;
        try {
            folder.create();
            Manifest manifest = new Backup(installation, folder, told).take(vaultOnly, encryptionKeys);
            folder.write(manifest);
            done = true;
            return manifest;
        } finally {
            if (!done) {
                for (Part part : Part.values()) {
                    boolean unused =
                            FileSystemUtils.deleteRecursively(folder.path().resolve(part.folder()));
                }
            }
        }
    }

    private Manifest take(boolean vaultOnly, @Nullable Path encryptionKeys) throws SQLException, IOException {
        try (Connection vault = installation.connect(Part.VAULT)) {
            List<String> ofTheVault = ourTables(vault, Part.VAULT);
            if (encryptionKeys != null) {
                SealedWith.requireOpenedBy(encryptionKeys, vault);
            }
            Instant takenAt = Database.standStill(vault);
            copy(vault, Part.VAULT, ofTheVault, Part.FOLLOWS_THE_EVENTS);
            vault.rollback();

            @Nullable Long position = null;
            if (!vaultOnly) {
                try (Connection events = installation.connect(Part.EVENTS)) {
                    List<String> ofTheEvents = ourTables(events, Part.EVENTS);
                    takenAt = Database.standStill(events);
                    copy(events, Part.EVENTS, ofTheEvents, table -> true);
                    position = Database.number(events, "select coalesce(max(position), 0) from events");
                }
            }

            Instant unused = Database.standStill(vault);
            copy(vault, Part.VAULT, ofTheVault, Part.FOLLOWS_THE_EVENTS.negate());
            return new Manifest(Manifest.FORMAT, takenAt, version(), position, tables, SealedWith.keysOf(vault));
        }
    }

    private static String version() {
        @Nullable String version = Backup.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /** What is there and ours. Something else would be missing after a restore; that is better heard of now. */
    private static List<String> ourTables(Connection connection, Part part) throws SQLException {
        Set<String> known = Schema.tablesOf(part);
        List<String> there = Schema.tables(connection);
        String strangers =
                there.stream().filter(table -> !known.contains(table)).collect(Collectors.joining(", "));
        if (!strangers.isEmpty()) {
            throw new Refused("The database of the " + part.folder() + " has tables that this version does not know: "
                    + strangers
                    + ". Take the backup with the version that the server runs with, and keep tables of others"
                    + " in another database or schema.");
        }
        if (there.isEmpty()) {
            throw new Refused("The database of the " + part.folder()
                    + " has no tables: no server was ever started with it. Name the database that the server uses.");
        }
        return there;
    }

    private void copy(Connection connection, Part part, List<String> from, Predicate<String> wanted)
            throws SQLException, IOException {
        for (String table : from) {
            if (wanted.test(table)) {
                told.begin(
                        table, Database.number(connection, "select count(*) from " + Database.quoted(table)), "rows");
                Manifest.Table written = TableFile.write(connection, part, table, folder, told);
                told.done(String.format(Locale.ROOT, "%,d rows, %,d bytes", written.rows(), written.bytes()));
                tables.add(written);
            }
        }
    }
}
