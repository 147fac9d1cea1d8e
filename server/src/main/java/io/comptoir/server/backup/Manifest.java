package io.comptoir.server.backup;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one half of a backup holds. It is written last, so that a backup without it did not come to its end.
 *
 * @param format         {@link #FORMAT}
 * @param part           {@code events} or {@code vault}
 * @param backup         the same in both halves, and in no other backup
 * @param takenAt        the moment whose state the events are in, by the clock of their database
 * @param madeBy         the version that made it
 * @param position       of the last event, or how far the log of the history has come
 * @param eventTypes     of the events only: what there is of each type and revision
 * @param encryptionKeys of the vault only: how many secrets each encryption key wraps, by the number of the key
 */
record Manifest(
        String format,
        String part,
        String backup,
        Instant takenAt,
        String madeBy,
        long position,
        List<Table> tables,
        List<EventType> eventTypes,
        Map<String, Long> encryptionKeys) {

    static final String FORMAT = "comptoir-backup/1";
    static final String FILE = "manifest.json";

    Manifest {
        tables = List.copyOf(tables);
        eventTypes = List.copyOf(eventTypes);
        encryptionKeys = new TreeMap<>(encryptionKeys);
    }

    /**
     * A table and the file that its rows are in, as COPY writes them.
     *
     * @param columns in the order that they have in the file
     * @param sha256  of the file, in hexadecimal digits
     */
    record Table(String name, List<String> columns, String file, long rows, long bytes, String sha256) {
        Table {
            columns = List.copyOf(columns);
        }
    }

    /** @param revision absent where the event store has none */
    record EventType(
            String type, @org.jspecify.annotations.Nullable String revision, long count) {}

    long rows() {
        return tables.stream().mapToLong(Table::rows).sum();
    }

    long bytes() {
        return tables.stream().mapToLong(Table::bytes).sum();
    }
}
