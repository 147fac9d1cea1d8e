package io.comptoir.server;

import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.proof.Checkpoint;
import io.comptoir.platform.proof.Hash;
import io.comptoir.platform.proof.HistoryCheck;
import io.comptoir.platform.proof.HistoryExport;
import io.comptoir.platform.proof.MerkleTree;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code java -jar comptoir.jar verify}: checks an exported history against a checkpoint. It reads the files it is given and
 * nothing else: no server, no store, no network.
 */
final class VerifyCommand {

    /** What is wrong with the history is the answer of status 1; 2 says that there is no answer. */
    static final int VERIFIED = 0;

    static final int DIFFERS = 1;
    static final int NOT_CHECKED = 2;

    private static final String NAME = "verify";
    private static final String CHECKPOINT = "--checkpoint";
    private static final String EXPORT = "--export";
    private static final String KEYS = "--keys";
    private static final String CONSISTENCY = "--consistency";
    private static final Set<String> OPTIONS = Set.of(CHECKPOINT, EXPORT, KEYS, CONSISTENCY);

    private static final String USAGE = """
            Usage: java -jar comptoir.jar verify --checkpoint <file> [--export <file>] [--consistency <file>] [--keys <file>]
              --checkpoint   a checkpoint as GET /v1/audit/checkpoints/{size} answers it
              --export       a history as GET /v1/audit/export answers it
              --consistency  a proof as GET /v1/audit/consistency answers it, from or to that checkpoint
              --keys         the keys you trust, as GET /v1/audit/keys answered them
            At least one of --export and --consistency. Exit status: 0 verified, 1 it differs, 2 it could not be checked.""";

    private static final long TELL_FIRST_AFTER_NANOS = 2_000_000_000L;
    private static final int LOOK_AT_THE_CLOCK_EVERY = 1_000;
    private static final JsonMapper JSON = ContractJson.mapper();

    private final PrintStream out;
    private final Map<String, Path> files;

    private VerifyCommand(Map<String, Path> files, PrintStream out) {
        this.files = files;
        this.out = out;
    }

    static boolean isMeant(String[] arguments) {
        return arguments.length > 0 && arguments[0].equals(NAME);
    }

    /** Answers the exit status. */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        Map<String, Path> files = new HashMap<>();
        for (int i = 1; i < arguments.length; i += 2) {
            if (!OPTIONS.contains(arguments[i])
                    || i + 1 == arguments.length
                    || files.put(arguments[i], Path.of(arguments[i + 1])) != null) {
                err.println(USAGE);
                return NOT_CHECKED;
            }
        }
        if (!files.containsKey(CHECKPOINT) || !(files.containsKey(EXPORT) || files.containsKey(CONSISTENCY))) {
            err.println(USAGE);
            return NOT_CHECKED;
        }
        try {
            return new VerifyCommand(files, out).verify();
        } catch (NotCheckable | HistoryExport.Unreadable e) {
            err.println("Not checked: " + e.getMessage());
        } catch (NoSuchFileException e) {
            err.println("Not checked: there is no file " + e.getFile());
        } catch (IOException e) {
            err.println("Not checked: a file cannot be read: " + e);
        }
        return NOT_CHECKED;
    }

    /** There is no answer, for a reason that a person can read. */
    private static final class NotCheckable extends Exception {
        NotCheckable(String message) {
            super(message);
        }
    }

    private int verify() throws IOException, NotCheckable, HistoryExport.Unreadable {
        Checkpoint checkpoint = read(CHECKPOINT, Checkpoint.class);
        if (!checkpoint.isSigned()) {
            return differs("The checkpoint does not have the signature of the key that it names.");
        }
        out.println("Checkpoint   " + checkpoint.treeSize() + " events of organization " + checkpoint.organization()
                + ", signed at " + checkpoint.time() + " with key " + checkpoint.keyId());
        if (files.containsKey(KEYS)) {
            if (!isKnown(checkpoint, read(KEYS, KnownKeys.class))) {
                return differs("The key " + checkpoint.keyId() + " is not among the keys that you trust.");
            }
            out.println("Signature    valid, with a key that you trust");
        } else {
            out.println("Signature    valid; whose key it is was not checked, because no --keys were given");
        }
        if (files.containsKey(CONSISTENCY)) {
            @Nullable String fault = faultOf(read(CONSISTENCY, Consistency.class), checkpoint);
            if (fault != null) {
                return differs(fault);
            }
        }
        return files.containsKey(EXPORT) ? verifyExport(checkpoint, file(EXPORT)) : verified();
    }

    private int verified() {
        out.println("Verified.");
        return VERIFIED;
    }

    private int differs(String what) {
        out.println("Differs: " + what);
        return DIFFERS;
    }

    record KnownKeys(List<Key> data) {
        KnownKeys {
            data = List.copyOf(data);
        }

        record Key(String keyId, String publicKey) {}
    }

    private boolean isKnown(Checkpoint checkpoint, KnownKeys keys) {
        return keys.data().stream()
                .anyMatch(key -> checkpoint.keyId().equals(key.keyId())
                        && checkpoint.publicKey().equals(key.publicKey()));
    }

    record Consistency(Checkpoint from, Checkpoint to, List<Hash> proof) {
        Consistency {
            Objects.requireNonNull(from);
            Objects.requireNonNull(to);
            proof = List.copyOf(proof);
        }
    }

    private @Nullable String faultOf(Consistency consistency, Checkpoint checkpoint) throws NotCheckable {
        Checkpoint from = consistency.from();
        Checkpoint to = consistency.to();
        if (!isSame(from, checkpoint) && !isSame(to, checkpoint)) {
            throw new NotCheckable("the consistency proof is about other checkpoints");
        }
        if (!from.isSigned() || !to.isSigned()) {
            return "A checkpoint of the consistency proof does not have the signature of the key that it names.";
        }
        if (!from.organization().equals(to.organization())
                || !MerkleTree.isConsistent(
                        from.rootHash(), from.treeSize(), to.rootHash(), to.treeSize(), consistency.proof())) {
            return "The history of " + to.treeSize() + " events does not begin with the one of " + from.treeSize()
                    + " events.";
        }
        out.println(
                "Consistency  the history of " + to.treeSize() + " events begins with the one of " + from.treeSize());
        return null;
    }

    private static boolean isSame(Checkpoint one, Checkpoint other) {
        return one.organization().equals(other.organization())
                && one.treeSize() == other.treeSize()
                && one.rootHash().equals(other.rootHash());
    }

    private int verifyExport(Checkpoint checkpoint, Path file)
            throws IOException, NotCheckable, HistoryExport.Unreadable {
        HistoryCheck check = new HistoryCheck(List.of(checkpoint));
        Told told = new Told();
        HistoryExport.Header header;
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            header = HistoryExport.read(lines, line -> {
                check.accept(line);
                told.progress(check, checkpoint);
            });
        }
        if (!header.organization().equals(checkpoint.organization())) {
            throw new NotCheckable("the export is of another organization than the checkpoint");
        }
        if (header.from() != 0) {
            throw new NotCheckable("the export begins with index " + header.from()
                    + "; only one that begins with the first event can be compared with a checkpoint");
        }
        HistoryCheck.@Nullable Difference difference = check.end().orElse(null);
        if (difference != null) {
            out.println("Differs: " + difference.what() + " at index " + difference.index()
                    + (difference.eventId() == null ? "" : ", event " + difference.eventId()) + ": "
                    + difference.detail() + ".");
            return DIFFERS;
        }
        out.println("History      " + check.events() + " events, each as it was logged; the first "
                + checkpoint.treeSize() + " make the signed root");
        return verified();
    }

    /** Lets people with long histories know that it goes on. */
    private final class Told {
        private final long begun = System.nanoTime();
        private long next = begun + TELL_FIRST_AFTER_NANOS;

        void progress(HistoryCheck check, Checkpoint checkpoint) {
            if (check.leaves() % LOOK_AT_THE_CLOCK_EVERY == 0 && System.nanoTime() - next >= 0) {
                long seconds = (System.nanoTime() - begun) / 1_000_000_000L;
                out.println("             " + check.leaves() + " of " + checkpoint.treeSize() + " events, "
                        + check.leaves() / Math.max(1, seconds) + " events/s");
                next = System.nanoTime() + TELL_FIRST_AFTER_NANOS;
            }
        }
    }

    private Path file(String option) {
        return Objects.requireNonNull(files.get(option));
    }

    private <T> T read(String option, Class<T> type) throws IOException, NotCheckable {
        try {
            return JSON.readValue(Files.readAllBytes(file(option)), type);
        } catch (JacksonException e) {
            throw new NotCheckable("the file of " + option + " cannot be read as what it must be");
        }
    }
}
