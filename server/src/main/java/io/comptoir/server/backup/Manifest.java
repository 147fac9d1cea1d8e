package io.comptoir.server.backup;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a backup holds. It is written last, so that a folder without it is no backup.
 *
 * @param format         {@link #FORMAT}
 * @param takenAt        everything that was acknowledged before is in it; by the clock of the database
 * @param madeBy         the version that made it
 * @param position       of the last event; absent where only the vault was copied
 * @param encryptionKeys how many secrets each encryption key wraps, by the number of the key, which is no secret
 */
record Manifest(
        int format,
        Instant takenAt,
        String madeBy,
        @Nullable Long position,
        List<Table> tables,
        Map<String, Long> encryptionKeys) {

    static final int FORMAT = 1;
    static final String FILE = "manifest.json";

    Manifest {
        tables = List.copyOf(tables);
        encryptionKeys = new TreeMap<>(encryptionKeys);
    }

    /**
     * A table, whose rows are in a file of its own.
     *
     * @param columns in the order that they have in the file
     * @param sha256  of the file, in hexadecimal digits
     */
    record Table(Part part, String name, List<String> columns, long rows, long bytes, String sha256) {
        Table {
            columns = List.copyOf(columns);
        }

        String file() {
            return file(part, name);
        }

        static String file(Part part, String name) {
            return part.folder() + "/" + name + ".copy.gz";
        }
    }

    boolean hasEvents() {
        return position != null;
    }

    List<Table> tablesOf(Part part) {
        return tables.stream().filter(table -> table.part() == part).toList();
    }

    long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }

    long bytes() {
        return tables.stream().mapToLong(Table::bytes).sum();
    }
}
