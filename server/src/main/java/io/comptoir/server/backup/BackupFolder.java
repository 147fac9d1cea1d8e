package io.comptoir.server.backup;

import io.comptoir.contract.Revision;
import io.comptoir.platform.messaging.ContractJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * A backup as somebody brings it back: complete, of this version or an earlier one, its halves of one backup.
 *
 * @param events absent where only the vault is wanted
 */
record BackupFolder(Path folder, @Nullable Manifest events, Manifest vault) {

    private static final String FORMATS = "comptoir-backup/";
    private static final int READABLE_FORMAT = 1;

    /** @throws Refused if it is something else; the message says what */
    static BackupFolder open(Path folder, boolean vaultOnly) {
        if (!Files.isDirectory(folder)) {
            throw new Refused("There is no folder " + folder + ". Name the one that backup --to was given.");
        }
        Manifest vault = read(folder, Part.VAULT);
        if (vaultOnly) {
            return new BackupFolder(folder, null, vault);
        }
        Manifest events = read(folder, Part.EVENTS);
        if (!events.backup().equals(vault.backup())) {
            throw new Refused("The folders events and vault in " + folder + " are of different backups, one of "
                    + events.takenAt() + " and one of " + vault.takenAt()
                    + ". Only halves of the same backup fit: put those together that have the same \"backup\" in their"
                    + " manifest.json.");
        }
        return new BackupFolder(folder, events, vault);
    }

    Path folderOf(Part part) {
        return folder.resolve(part.folder());
    }

    private static Manifest read(Path folder, Part part) {
        Path file = folder.resolve(part.folder()).resolve(Manifest.FILE);
        if (!Files.exists(file)) {
            throw new Refused(
                    "The backup in " + folder + " is incomplete: there is no " + part.folder() + "/"
                            + Manifest.FILE + ". "
                            + (Files.isDirectory(folder.resolve(part.folder()))
                                    ? "It did not come to its end; take an earlier one."
                                    : "If its halves are kept apart, put the folders events and vault beside each other again."));
        }
        try {
            byte[] text = Files.readAllBytes(file);
            requireReadableFormat(ContractJson.mapper().readTree(text), file);
            Manifest manifest = ContractJson.mapper().readValue(text, Manifest.class);
            if (!manifest.part().equals(part.folder())) {
                throw new Refused(file + " is of the " + manifest.part() + " and not of the " + part.folder() + ".");
            }
            requireKnownTables(manifest, part);
            requireKnownEvents(manifest);
            return manifest;
        } catch (JacksonException | IOException e) {
            throw noManifest(file, e);
        }
    }

    private static Refused noManifest(Path file, @Nullable Throwable cause) {
        String advice = file + " cannot be read as what a backup writes. Fetch the backup again from where it is kept.";
        return cause == null ? new Refused(advice) : new Refused(advice, cause);
    }

    private static void requireReadableFormat(JsonNode manifest, Path file) {
        String format = manifest.path("format").asString("");
        if (!format.startsWith(FORMATS)) {
            throw noManifest(file, null);
        }
        int number;
        try {
            number = Integer.parseInt(format.substring(FORMATS.length()));
        } catch (NumberFormatException e) {
            throw noManifest(file, e);
        }
        if (number > READABLE_FORMAT) {
            throw newer("it has the format " + format);
        }
    }

    private static void requireKnownTables(Manifest manifest, Part part) {
        Set<String> known = Schema.tablesOf(part);
        for (Manifest.Table table : manifest.tables()) {
            if (!known.contains(table.name())) {
                throw newer("it has the table " + table.name());
            }
            if (!List.of(table.name() + ".copy", table.name() + ".copy.gz").contains(table.file())) {
                throw new Refused("The manifest of the backup names the file " + table.file() + " for the table "
                        + table.name() + ", which no backup does.");
            }
        }
    }

    private static void requireKnownEvents(Manifest manifest) {
        Set<String> unknown = new TreeSet<>();
        for (Manifest.EventType type : manifest.eventTypes()) {
            if (!isKnown(type)) {
                unknown.add(
                        type.type().substring(type.type().lastIndexOf('.') + 1) + " of revision " + type.revision());
            }
        }
        if (!unknown.isEmpty()) {
            throw newer("it has events " + String.join(", ", unknown));
        }
    }

    private static boolean isKnown(Manifest.EventType type) {
        if (!type.type().startsWith("io.comptoir.contract.")) {
            return false;
        }
        try {
            @Nullable Revision today = Class.forName(type.type()).getAnnotation(Revision.class);
            return today != null && type.revision() != null && Integer.parseInt(type.revision()) <= today.value();
        } catch (ClassNotFoundException | NumberFormatException e) {
            return false;
        }
    }

    static Refused newer(String sign) {
        return new Refused("This backup was made by a newer version: " + sign
                + ", which this version does not know. Restore it with the version that made it, or a later one.");
    }
}
