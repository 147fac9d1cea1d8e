package io.comptoir.server.backup;

import io.comptoir.platform.messaging.ContractJson;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The folder of a backup: a file for each table, in a folder for each database, and the manifest. */
record BackupFolder(Path path) {

    /**
     * Looks for what a new backup would lie beside.
     *
     * @throws Refused if there is something
     */
    void requireNew() throws IOException {
        if (Files.isDirectory(path)) {
            try (DirectoryStream<Path> content = Files.newDirectoryStream(path)) {
                if (content.iterator().hasNext()) {
                    throw new Refused(
                            "The folder " + path
                                    + " is not empty: it has an earlier backup, or one that was cut short. Name a new folder with --to.");
                }
            }
        } else if (Files.exists(path)) {
            throw new Refused(path + " is not a folder. Name another place with --to.");
        }
    }

    void create() throws IOException {
        OwnersFiles.createFolder(path);
        for (Part part : Part.values()) {
            OwnersFiles.createFolder(path.resolve(part.folder()));
        }
    }

    Path file(Manifest.Table table) {
        return path.resolve(table.file());
    }

    void write(Manifest manifest) throws IOException {
        OwnersFiles.writeAtOnce(
                path.resolve(Manifest.FILE),
                ContractJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
    }

    /**
     * Reads what a backup holds.
     *
     * @throws Refused if it is none, did not come to its end, or was made by a newer version
     */
    Manifest manifest() {
        Path file = path.resolve(Manifest.FILE);
        if (!Files.isDirectory(path)) {
            throw new Refused("There is no folder " + path + ". Name the one that backup --to was given.");
        }
        if (!Files.exists(file)) {
            throw new Refused("The backup in " + path + " is incomplete: it has no " + Manifest.FILE
                    + ", which is written last. Take an earlier backup.");
        }
        try {
            JsonNode text = ContractJson.mapper().readTree(Files.readAllBytes(file));
            int format = text.path("format").asInt(0);
            if (format < 1) {
                throw unreadable(file, null);
            }
            if (format > Manifest.FORMAT) {
                throw newer("its format is " + format);
            }
            Manifest manifest = ContractJson.mapper().treeToValue(text, Manifest.class);
            for (Manifest.Table table : manifest.tables()) {
                // Its name becomes a part of a path and of statements, so only names that are our own are taken.
                if (!Schema.tablesOf(table.part()).contains(table.name())) {
                    throw newer("it has a table " + table.name());
                }
            }
            return manifest;
        } catch (JacksonException | IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Refused unreadable(Path file, @Nullable Throwable cause) {
        return new Refused(
                file
                        + " is not what a backup writes. Fetch the backup again from where it is kept, or take an earlier one.",
                cause);
    }

    static Refused newer(String sign) {
        return new Refused("This backup was made by a newer version: " + sign
                + ", which this version does not know. Restore it with the version that made it, or a later one.");
    }
}
