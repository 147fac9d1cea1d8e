package io.comptoir.server.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds processes of an earlier run. One counts as ours only if it runs the program unpacked in this data folder and
 * either is the one we noted or works in the store's own folder; a pid alone proves nothing.
 */
final class Orphans {
    private Orphans() {}

    static List<ProcessHandle> of(ChildProcess.Launch launch) {
        Set<ProcessHandle> found = new LinkedHashSet<>();
        new PidFile(launch.pidFile())
                .living()
                .filter(process -> runs(process, launch.program()))
                .ifPresent(found::add);
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            // PostgreSQL's workers outlive a killed parent for a moment; they must be gone before the folder is reused.
            all.filter(process -> worksIn(process, launch.workingFolder()))
                    .filter(process -> runs(process, launch.program()))
                    .forEach(found::add);
        }
        found.remove(ProcessHandle.current());
        return List.copyOf(found);
    }

    private static boolean worksIn(ProcessHandle process, Path folder) {
        return linkOf(process, "cwd").equals(folder.toString());
    }

    private static boolean runs(ProcessHandle process, Path program) {
        return linkOf(process, "exe").startsWith(program + "/")
                || process.info()
                        .command()
                        .filter(command -> command.startsWith(program + "/"))
                        .isPresent()
                || process.info()
                        .commandLine()
                        .filter(line -> line.contains(program + "/"))
                        .isPresent();
    }

    private static String linkOf(ProcessHandle process, String link) {
        try {
            return Files.readSymbolicLink(Path.of("/proc", String.valueOf(process.pid()), link))
                    .toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
