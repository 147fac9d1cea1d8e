package io.comptoir.server.embedded;

import java.nio.file.Path;

/** Another server works on the data folder. Two on one folder would destroy each other's data, so the second is refused. */
public final class DataFolderInUse extends RuntimeException {
    private final transient Path folder;
    private final String holder;

    DataFolderInUse(Path folder, String holder) {
        super("The data folder " + folder + " is in use by " + holder
                + ". Stop that server, or give this one a folder of its own with COMPTOIR_DATA_DIR.");
        this.folder = folder;
        this.holder = holder;
    }

    public Path folder() {
        return folder;
    }

    /** Who holds the folder, for example "process 4711". */
    public String holder() {
        return holder;
    }
}
