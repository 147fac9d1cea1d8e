package io.comptoir.server.backup;

import java.util.Locale;
import java.util.function.Predicate;

/** One of the two databases that cannot be built again, and its half of a backup. */
enum Part {
    EVENTS,
    VAULT;

    /**
     * Tables of the vault that say how far somebody has come who follows the events. They are copied before the events and all
     * others after them. Then nobody has come further than the events of the backup reach, and whatever those are sealed with
     * is there.
     */
    static final Predicate<String> FOLLOWS_THE_EVENTS =
            table -> table.startsWith("history_") || table.equals("erasures_followed");

    /** What it is called, for people and in a backup. */
    String folder() {
        return name().toLowerCase(Locale.ROOT);
    }
}
