package io.comptoir.server.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/** The data folder cannot be created, or this user may not write to it. The message says what to do about it. */
public final class DataFolderUnusable extends UncheckedIOException {
    DataFolderUnusable(Path folder, IOException cause) {
        super(
                "The data folder " + folder.toAbsolutePath() + " cannot be used: " + reason(cause)
                        + ". Name another one with COMPTOIR_DATA_DIR.",
                cause);
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case AccessDeniedException denied -> "this user may not write to " + denied.getFile();
            case FileAlreadyExistsException file -> file.getFile() + " is not a folder";
            default -> String.valueOf(cause.getMessage());
        };
    }
}
