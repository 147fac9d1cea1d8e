package io.comptoir.server.backup;

/** One of the two databases that cannot be rebuilt, and its half of a backup. */
enum Part {
    EVENTS("events"),
    VAULT("vault");

    /** It only saves reading, and one that is newer than the events that were copied would be wrong. */
    private static final String SNAPSHOTS = "snapshots";

    private final String folder;

    Part(String folder) {
        this.folder = folder;
    }

    /** What it is called, for people and in a backup. */
    String folder() {
        return folder;
    }

    /** Tables that are not copied: whoever has the others makes them again. */
    boolean leavesOut(String table) {
        return this == EVENTS && table.equals(SNAPSHOTS);
    }

    /**
     * Whether a table of the vault says how far somebody has come who follows the events. Such a table is copied before the
     * events and all others after them. Then nobody has come further than the events of the backup reach, and whatever those
     * events are sealed with is there.
     */
    static boolean followsTheEvents(String table) {
        return table.startsWith("history_") || table.equals("erasures_followed");
    }
}
