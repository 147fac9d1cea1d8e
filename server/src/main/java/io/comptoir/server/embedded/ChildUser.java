package io.comptoir.server.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operating-system user that child processes run as: our own, or an unprivileged one when we are root, because
 * PostgreSQL and Elasticsearch refuse to run as root.
 */
final class ChildUser {
    private static final Logger LOG = LoggerFactory.getLogger(ChildUser.class);

    /** "nobody" on every Linux; a number, because a small container image may have no name for it. */
    private static final int UNPRIVILEGED_ID = 65534;

    private static final int PROBE_LIMIT_SECONDS = 5;
    private static final Path SELF = Path.of("/proc/self");

    private final boolean root;
    private final boolean setpriv;
    private final boolean setsid;

    private ChildUser(boolean root, boolean setpriv, boolean setsid) {
        this.root = root;
        this.setpriv = setpriv;
        this.setsid = setsid;
    }

    /** @throws EmbeddedStoreFailure if we are root and there is no way to run a child as somebody else */
    static ChildUser detect() {
        boolean root = isRoot();
        boolean setpriv = succeeds("setpriv", "--pdeathsig", "TERM", "true");
        if (root && !setpriv) {
            throw new EmbeddedStoreFailure(
                    "The embedded stores do not run as root, and the program setpriv, which starts"
                            + " them as another user, was not found. Start the server as an ordinary user, or install the package"
                            + " util-linux.");
        }
        return new ChildUser(root, setpriv, succeeds("setsid", "true"));
    }

    private static boolean isRoot() {
        try {
            return Files.exists(SELF)
                    ? Files.getAttribute(SELF, "unix:uid").equals(0)
                    : "root".equals(System.getProperty("user.name"));
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    private static boolean succeeds(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PROBE_LIMIT_SECONDS, SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isAnotherUser() {
        return root;
    }

    /** Gives a folder and all in it to the child's user and closes it to everybody else. */
    void own(Path folder) throws IOException {
        Permissions.onlyOwner(folder);
        if (root && !Files.getAttribute(folder, "unix:uid").equals(UNPRIVILEGED_ID)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : (Iterable<Path>) all::iterator) {
                    give(path);
                }
            }
        }
    }

    /** Gives one file or folder to the child's user. */
    void give(Path path) throws IOException {
        if (root) {
            Files.setAttribute(path, "unix:gid", UNPRIVILEGED_ID, LinkOption.NOFOLLOW_LINKS);
            Files.setAttribute(path, "unix:uid", UNPRIVILEGED_ID, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /**
     * The command that runs the given one as this user, in a session of its own (so that Ctrl-C reaches us and not the
     * stores, which we stop in order), and ended by {@code deathSignal} when this process is killed.
     *
     * @param reaches folders the child must be able to enter although they are not its own
     */
    List<String> wrap(List<String> command, StopSignal deathSignal, List<Path> reaches) {
        List<String> wrapped = new ArrayList<>();
        if (setsid) {
            wrapped.add("setsid");
        }
        if (setpriv) {
            wrapped.addAll(List.of("setpriv", "--pdeathsig", deathSignal.name()));
            if (root) {
                String id = String.valueOf(UNPRIVILEGED_ID);
                wrapped.addAll(List.of("--reuid=" + id, "--regid=" + id, "--clear-groups", "--no-new-privs"));
                closedOnTheWay(reaches).ifPresent(folder -> wrapped.addAll(passThrough(folder)));
            }
        }
        wrapped.addAll(command);
        return List.copyOf(wrapped);
    }

    private static Optional<Path> closedOnTheWay(List<Path> reaches) {
        try {
            for (Path reach : reaches) {
                for (Path folder = reach.toRealPath(); folder != null; folder = folder.getParent()) {
                    if (!Permissions.othersPass(folder)) {
                        return Optional.of(folder);
                    }
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new EmbeddedStoreFailure("Cannot see who may enter the folders " + reaches, e);
        }
    }

    // A server tried out below /root, which nobody else may enter, must start too. The child keeps the one capability
    // that lets it pass; opening the folder to everybody, or storing the data elsewhere, would both surprise.
    private static List<String> passThrough(Path folder) {
        Capability capability = Stream.of(Capability.values())
                .filter(Capability::isOurs)
                .findFirst()
                .orElseThrow(() -> new EmbeddedStoreFailure("The embedded stores run as user " + UNPRIVILEGED_ID
                        + ", who may not enter " + folder + ". Name a data folder elsewhere with COMPTOIR_DATA_DIR, for"
                        + " example /var/lib/comptoir, or start the server as an ordinary user."));
        LOG.warn(
                "An embedded store needs a capability to enter a closed folder: folder={} capability={}",
                folder,
                capability);
        // Without the secure bit, access(2), which initdb asks, answers as if the capability were not there.
        return List.of(
                "--securebits=+no_setuid_fixup",
                "--inh-caps=+" + capability.option,
                "--ambient-caps=+" + capability.option);
    }

    /** What lets a process enter any folder, the lesser right first. Container engines tend to grant only the second. */
    private enum Capability {
        CAP_DAC_READ_SEARCH("dac_read_search", 2),
        CAP_DAC_OVERRIDE("dac_override", 1);

        private static final String EFFECTIVE = "CapEff:";

        private final String option;
        private final int bit;

        Capability(String option, int bit) {
            this.option = option;
            this.bit = bit;
        }

        boolean isOurs() {
            try (Stream<String> lines = Files.lines(SELF.resolve("status"))) {
                return lines.filter(line -> line.startsWith(EFFECTIVE))
                        .map(line -> Long.parseUnsignedLong(
                                line.substring(EFFECTIVE.length()).strip(), 16))
                        .anyMatch(granted -> ((granted >> bit) & 1) == 1);
            } catch (IOException e) {
                return false;
            }
        }
    }
}
