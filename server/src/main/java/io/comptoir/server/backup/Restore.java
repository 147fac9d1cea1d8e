package io.comptoir.server.backup;

import io.comptoir.platform.vault.EncryptionKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Fills an empty installation with a backup: each database in one transaction, committed when all of it is in and the
 * encryption keys have opened every secret. A restore that fails before leaves nothing behind and can be done again.
 */
final class Restore {

    private final Settings settings;
    private final BackupFolder backup;
    private final boolean vaultOnly;
    private final Told told;

    Restore(Settings settings, BackupFolder backup, boolean vaultOnly, Told told) {
        this.settings = settings;
        this.backup = backup;
        this.vaultOnly = vaultOnly;
        this.told = told;
    }

    /**
     * Restores it.
     *
     * @throws Refused if something is in the way
     */
    Manifest carryOut() throws SQLException, InterruptedException {
        Manifest manifest = backup.manifest();
        if (!vaultOnly && !manifest.hasEvents()) {
            throw new Refused(
                    "This backup has the vault and no events. Restore it with --vault-only, beside events that"
                            + " were not lost or were restored in another way.");
        }
        requireKeys(manifest);
        requireNoReadModels();
        requireWhole(manifest);
        try (Installation installation = Installation.toBeFilled(settings, told);
                Connection vault = installation.connect(Part.VAULT)) {
            requireEmpty(vault, Part.VAULT);
            if (vaultOnly) {
                fill(vault, Part.VAULT, manifest);
                vault.commit();
                return manifest;
            }
            try (Connection events = installation.connect(Part.EVENTS)) {
                requireEmpty(events, Part.EVENTS);
                fill(vault, Part.VAULT, manifest);
                fill(events, Part.EVENTS, manifest);
                // A crash between the two leaves keys without events, which everybody sees, and not events whose keys
                // seem lost.
                vault.commit();
                events.commit();
            }
            return manifest;
        }
    }

    /** By their numbers, which takes no time; that they are the right ones is seen when they open the secrets. */
    private void requireKeys(Manifest manifest) {
        Path file = settings.encryptionKeys();
        if (!Files.exists(file)) {
            throw new Refused("There are no encryption keys in " + file
                    + ". They are in no backup: fetch their copy from where it is kept and put it there, or name its place"
                    + " with COMPTOIR_ENCRYPTION_KEYS. Without them nothing that was sealed can be read.");
        }
        Set<String> numbers =
                EncryptionKeys.read(file).ids().stream().map(String::valueOf).collect(Collectors.toSet());
        if (!numbers.containsAll(manifest.encryptionKeys().keySet())) {
            throw new Refused("The backup needs the encryption keys with the numbers "
                    + String.join(", ", manifest.encryptionKeys().keySet()) + ", but " + file + " has "
                    + String.join(", ", numbers) + ". Put the file there that belongs to the backup.");
        }
    }

    /** What was built from other events is not what these events make. */
    private void requireNoReadModels() {
        for (String store : List.of("mongodb", "elasticsearch")) {
            Path folder = settings.dataFolder().resolve(store);
            if (!vaultOnly && Files.exists(folder)) {
                throw new Refused("There are read models of other events in " + folder
                        + ". Name a new data folder with COMPTOIR_DATA_DIR, or delete the folders mongodb and elasticsearch"
                        + " in this one: they are built again from the events.");
            }
        }
    }

    private void requireWhole(Manifest manifest) {
        told.begin("checking the files", manifest.bytes(), "bytes");
        for (Manifest.Table table : manifest.tables()) {
            if (!vaultOnly || table.part() == Part.VAULT) {
                TableFile.requireWhole(backup, table, told);
            }
        }
        told.done("all as they were written");
    }

    private static void requireEmpty(Connection connection, Part part) throws SQLException {
        List<String> tables = Schema.tables(connection);
        if (!tables.isEmpty()) {
            throw new Refused(
                    "The database of the " + part.folder() + " is not empty: it has the tables "
                            + String.join(", ", tables)
                            + ". A restore never overwrites. Name a new data folder with COMPTOIR_DATA_DIR, or databases that are empty.");
        }
    }

    private void fill(Connection connection, Part part, Manifest manifest) throws SQLException {
        connection.setAutoCommit(false);
        Schema.create(connection, part);
        for (Manifest.Table table : manifest.tablesOf(part)) {
            requireKnownColumns(connection, table);
            told.begin(table.name(), table.rows(), "rows");
            // Some scripts put a first row into their table. From the events nothing can be deleted, and nothing is
            // there.
            if (part == Part.VAULT) {
                Database.execute(connection, "delete from " + Database.quoted(table.name()));
            }
            TableFile.read(connection, backup, table, told);
            goOnNumbering(connection, table);
            Database.execute(connection, "analyze " + Database.quoted(table.name()));
            told.done(String.format(Locale.ROOT, "%,d rows", table.rows()));
        }
        if (part == Part.VAULT) {
            SealedWith.requireOpenedBy(settings.encryptionKeys(), connection);
        }
    }

    private static void requireKnownColumns(Connection connection, Manifest.Table table) throws SQLException {
        Set<String> unknown = new LinkedHashSet<>(table.columns());
        unknown.removeAll(Schema.columns(connection, table.name()));
        if (!unknown.isEmpty()) {
            throw BackupFolder.newer("its table " + table.name() + " has the columns " + String.join(", ", unknown));
        }
    }

    /** The next row gets the number behind the last one. */
    private static void goOnNumbering(Connection connection, Manifest.Table table) throws SQLException {
        for (String column : Schema.numberedColumns(connection, table.name())) {
            long unused = Database.number(
                    connection,
                    "select setval(pg_get_serial_sequence('" + Database.quoted(table.name()) + "', '" + column
                            + "'), max(" + Database.quoted(column) + ")) from " + Database.quoted(table.name()));
        }
    }
}
