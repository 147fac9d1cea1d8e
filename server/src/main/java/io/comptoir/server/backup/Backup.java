package io.comptoir.server.backup;

import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.messaging.ContractJson;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/**
 * Copies the events and the vault into a folder while everything goes on. Two databases cannot be made to stand still at the
 * same moment, so the order makes up for it: first what follows the events, then the events, then all else of the vault, each
 * as it was at one moment.
 */
final class Backup {

    private final Installation installation;
    private final Path folder;
    private final boolean compressed;
    private final Told told;
    private final String madeBy;

    Backup(Installation installation, Path folder, boolean compressed, Told told) {
        this.installation = installation;
        this.folder = folder;
        this.compressed = compressed;
        this.told = told;
        @Nullable String version = Backup.class.getPackage().getImplementationVersion();
        this.madeBy = version == null ? "development" : version;
    }

    /** @param events absent where only the vault was asked for */
    record Taken(@Nullable Manifest events, Manifest vault) {}

    /**
     * Takes a backup.
     *
     * @param vaultOnly      where somebody else copies the events
     * @param encryptionKeys must open what is copied; absent where they are not at hand
     * @throws Refused if it cannot be made; nothing is left in the folder then
     */
    Taken take(boolean vaultOnly, @Nullable Path encryptionKeys) throws SQLException, IOException {
        requireEmpty(folder);
        boolean done = false;
        try (Connection vault = installation.connect(Part.VAULT)) {
            List<String> tables = ourTables(vault, Part.VAULT);
            if (encryptionKeys != null) {
                SealedWith.requireOpenedBy(encryptionKeys, vault);
            }
            Path vaultFolder = folder.resolve(Part.VAULT.folder());
            OwnersFiles.createFolder(vaultFolder);

            Instant began = Database.standStill(vault);
            String id = Uuids.timeOrdered(began).toString();
            long logged = tables.contains("history_progress")
                    ? Database.number(vault, "select position from history_progress")
                    : 0;
            List<Manifest.Table> copied = new ArrayList<>(copy(vault, vaultFolder, tables, Part::followsTheEvents));
            vault.rollback();

            @Nullable Manifest events = vaultOnly ? null : events(id);

            Instant takenAt = Database.standStill(vault);
            copied.addAll(copy(vault, vaultFolder, tables, table -> !Part.followsTheEvents(table)));
            Map<String, Long> keys = SealedWith.keysOf(vault);
            vault.rollback();

            Manifest manifest = new Manifest(
                    Manifest.FORMAT,
                    Part.VAULT.folder(),
                    id,
                    events == null ? takenAt : events.takenAt(),
                    madeBy,
                    logged,
                    copied,
                    List.of(),
                    keys);
            if (events != null) {
                write(events, Part.EVENTS);
            }
            write(manifest, Part.VAULT);
            done = true;
            return new Taken(events, manifest);
        } finally {
            if (!done) {
                for (Part part : Part.values()) {
                    boolean unused = FileSystemUtils.deleteRecursively(folder.resolve(part.folder()));
                }
            }
        }
    }

    private static void requireEmpty(Path folder) throws IOException {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new Refused(folder + " is not a folder. Name another place with --to.");
        }
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> content = Files.newDirectoryStream(folder)) {
                if (content.iterator().hasNext()) {
                    throw new Refused(
                            "The folder " + folder + " is not empty: it has an earlier backup, or one that did"
                                    + " not come to its end. Name a new folder with --to.");
                }
            }
        }
        OwnersFiles.createFolder(folder);
    }

    private Manifest events(String id) throws SQLException, IOException {
        try (Connection events = installation.connect(Part.EVENTS)) {
            List<String> tables = ourTables(events, Part.EVENTS);
            Path eventsFolder = folder.resolve(Part.EVENTS.folder());
            OwnersFiles.createFolder(eventsFolder);
            Instant takenAt = Database.standStill(events);
            List<Manifest.Table> copied = copy(events, eventsFolder, tables, table -> true);
            told.begin("events, their kinds");
            List<Manifest.EventType> types = eventTypes(events);
            long position = Database.number(events, "select coalesce(max(position), 0) from events");
            events.rollback();
            return new Manifest(
                    Manifest.FORMAT, Part.EVENTS.folder(), id, takenAt, madeBy, position, copied, types, Map.of());
        }
    }

    private static List<Manifest.EventType> eventTypes(Connection events) throws SQLException {
        List<Manifest.EventType> types = new ArrayList<>();
        try (Statement statement = events.createStatement();
                ResultSet rows = statement.executeQuery("select payload_type, payload_revision, count(*) from events"
                        + " group by payload_type, payload_revision order by payload_type, payload_revision")) {
            while (rows.next()) {
                types.add(new Manifest.EventType(rows.getString(1), rows.getString(2), rows.getLong(3)));
            }
        }
        return types;
    }

    /** What is there and ours. Something else would be missing in a restore, or in its way, and is better heard of now. */
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
            throw new Refused(
                    "The database of the " + part.folder() + " has no tables: no server was ever started with it."
                            + " Name the database that the server uses.");
        }
        return there.stream().filter(table -> !part.leavesOut(table)).toList();
    }

    private List<Manifest.Table> copy(Connection connection, Path into, List<String> tables, Predicate<String> wanted)
            throws SQLException, IOException {
        List<Manifest.Table> copied = new ArrayList<>();
        for (String table : tables) {
            if (wanted.test(table)) {
                told.begin(table, 0, "rows");
                told.expect(Database.number(connection, "select count(*) from " + Database.quoted(table)));
                Manifest.Table written = TableFile.write(connection, table, into, compressed, told);
                told.done(String.format(Locale.ROOT, "%,d rows, %,d bytes", written.rows(), written.bytes()));
                copied.add(written);
            }
        }
        return copied;
    }

    private void write(Manifest manifest, Part part) throws IOException {
        OwnersFiles.writeAtOnce(
                folder.resolve(part.folder()).resolve(Manifest.FILE),
                ContractJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
    }
}
