package io.comptoir.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** File modes, set outright because the umask of whoever starts the server must not decide who can read a store. */
final class Permissions {
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> PASSABLE_FOLDER = PosixFilePermissions.fromString("rwx--x--x");
    private static final Set<PosixFilePermission> PUBLIC_FOLDER = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> PUBLIC_FILE = PosixFilePermissions.fromString("rw-r--r--");

    private Permissions() {}

    static void onlyOwner(Path path) throws IOException {
        set(path, Files.isDirectory(path) ? OWNER_FOLDER : OWNER_FILE);
    }

    static void readableByAll(Path path) throws IOException {
        set(path, Files.isDirectory(path) ? PUBLIC_FOLDER : PUBLIC_FILE);
    }

    static void executableByAll(Path path) throws IOException {
        set(path, PUBLIC_FOLDER);
    }

    /** Keeps the mode somebody chose for an existing folder, but for the one bit without which a store cannot enter it. */
    static void letOthersPass(Path folder, boolean keepMode) throws IOException {
        if (!keepMode) {
            set(folder, PASSABLE_FOLDER);
        } else if (!othersPass(folder)) {
            Set<PosixFilePermission> mode = EnumSet.copyOf(Files.getPosixFilePermissions(folder));
            mode.add(PosixFilePermission.OTHERS_EXECUTE);
            set(folder, mode);
        }
    }

    static boolean othersPass(Path folder) throws IOException {
        return !isPosix(folder) || Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_EXECUTE);
    }

    private static void set(Path path, Set<PosixFilePermission> mode) throws IOException {
        if (isPosix(path) && !Files.getPosixFilePermissions(path).equals(mode)) {
            Files.setPosixFilePermissions(path, mode);
        }
    }

    private static boolean isPosix(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
    }
}
