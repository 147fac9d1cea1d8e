package io.comptoir.server.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Fills an empty installation with a backup: each database in one transaction, both committed when all of it is in and the
 * encryption keys have opened every secret. A restore that fails leaves nothing behind and can be done again.
 */
final class Restore {

    private final Settings settings;
    private final BackupFolder backup;
    private final Told told;

    Restore(Settings settings, BackupFolder backup, Told told) {
        this.settings = settings;
        this.backup = backup;
        this.told = told;
    }

    /**
     * Restores it.
     *
     * @param encryptionKeys a file to be brought along; absent where they are in their place already
     * @throws Refused if something is in the way
     */
    void carryOut(@Nullable Path encryptionKeys) throws SQLException, IOException, InterruptedException {
        Path keys = keys(encryptionKeys);
        requireNumbers(keys);
        requireNoReadModels();
        requireWhole();
        try (Installation installation = Installation.toBeFilled(settings, told);
                Connection vault = installation.connect(Part.VAULT)) {
            requireEmpty(vault, Part.VAULT);
            if (backup.events() == null) {
                fill(vault, Part.VAULT, backup.vault(), keys);
                putInPlace(keys);
                vault.commit();
                return;
            }
            try (Connection events = installation.connect(Part.EVENTS)) {
                requireEmpty(events, Part.EVENTS);
                fill(vault, Part.VAULT, backup.vault(), keys);
                fill(events, Part.EVENTS, backup.events(), keys);
                putInPlace(keys);
                // A crash in between leaves keys without events, which the next attempt refuses to overwrite, and never
                // events whose keys seem to be lost.
                vault.commit();
                events.commit();
            }
        }
    }

    /** The keys that count: those in their place, where there are some, otherwise those that are brought. */
    private Path keys(@Nullable Path brought) throws IOException {
        Path place = settings.encryptionKeys();
        if (brought != null && !Files.exists(brought)) {
            throw new Refused("There is no file " + brought + ". Name the copy of the encryption keys.");
        }
        if (!Files.exists(place)) {
            if (brought == null) {
                throw new Refused(
                        "The encryption keys are missing: without them nothing that was sealed can be read, and no"
                                + " key of the API is accepted. Fetch their copy from where it is kept, and name it with"
                                + " --encryption-keys.");
            }
            return brought;
        }
        if (brought != null && Files.mismatch(brought, place) >= 0) {
            throw new Refused("There are other encryption keys in " + place
                    + " already. Move that file away if it is not" + " needed there, or leave out --encryption-keys.");
        }
        return place;
    }

    /** By their numbers, which takes no time; that they are the right ones is seen when they open the secrets. */
    private void requireNumbers(Path keys) {
        Set<String> numbers = io.comptoir.platform.vault.EncryptionKeys.read(keys).ids().stream()
                .map(String::valueOf)
                .collect(Collectors.toSet());
        if (!numbers.containsAll(backup.vault().encryptionKeys().keySet())) {
            throw SealedWith.wrongKeys(keys);
        }
    }

    /** What was built from other events is not what these events make. */
    private void requireNoReadModels() {
        if (backup.events() == null) {
            return;
        }
        for (String store : List.of("mongodb", "elasticsearch")) {
            Path folder = settings.dataFolder().resolve(store);
            if (Files.exists(folder)) {
                throw new Refused("The data folder has read models of what was there before, in " + folder
                        + ". Name a new folder with --data-dir, or delete the folders mongodb and elasticsearch: they are"
                        + " built again from the events.");
            }
        }
    }

    private void requireWhole() {
        for (Part part : Part.values()) {
            @Nullable Manifest manifest = part == Part.EVENTS ? backup.events() : backup.vault();
            if (manifest != null) {
                told.begin("checking the " + part.folder(), manifest.bytes(), "bytes");
                for (Manifest.Table table : manifest.tables()) {
                    TableFile.requireWhole(backup.folderOf(part), table, told);
                }
                told.done(String.format(Locale.ROOT, "%,d bytes", manifest.bytes()));
            }
        }
    }

    private static void requireEmpty(Connection connection, Part part) throws SQLException {
        List<String> tables = Schema.tables(connection);
        if (!tables.isEmpty()) {
            throw new Refused("The database of the " + part.folder() + " is not empty: it has the tables "
                    + String.join(", ", tables)
                    + ". A restore never overwrites. Name a new data folder with --data-dir, or an empty database.");
        }
    }

    private void fill(Connection connection, Part part, Manifest manifest, Path keys) throws SQLException {
        connection.setAutoCommit(false);
        Schema.create(connection, part);
        for (Manifest.Table table : manifest.tables()) {
            requireKnownColumns(connection, table);
            told.begin(table.name(), table.rows(), "rows");
            // Some scripts put a first row into their table.
            if (Database.number(connection, "select count(*) from " + Database.quoted(table.name())) > 0) {
                Database.execute(connection, "delete from " + Database.quoted(table.name()));
            }
            TableFile.read(connection, backup.folderOf(part), table, told);
            goOnNumbering(connection, table);
            Database.execute(connection, "analyze " + Database.quoted(table.name()));
            told.done(String.format(Locale.ROOT, "%,d rows", table.rows()));
        }
        if (part == Part.VAULT) {
            SealedWith.requireOpenedBy(keys, connection);
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
            long last = Database.number(
                    connection,
                    "select coalesce(max(" + Database.quoted(column) + "), 0) from " + Database.quoted(table.name()));
            if (last > 0) {
                long unused = Database.number(
                        connection,
                        "select setval(pg_get_serial_sequence('" + Database.quoted(table.name()) + "', '" + column
                                + "'), " + last + ")");
            }
        }
    }

    /** Before anything is committed: a vault without its keys would be the worse thing to find after a crash. */
    private void putInPlace(Path keys) throws IOException {
        if (!Files.exists(settings.encryptionKeys())) {
            @Nullable Path folder = settings.encryptionKeys().toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                OwnersFiles.createFolder(folder);
            }
            OwnersFiles.writeAtOnce(settings.encryptionKeys(), Files.readAllBytes(keys));
        }
    }
}
