package io.comptoir.projection.proof;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.proof.Checkpoint;
import io.comptoir.platform.proof.HistoryCheck;
import io.comptoir.platform.proof.HistoryLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads an organization's events again, as they lie in the store, and compares them with the log and with what was signed. */
public final class HistoryVerification {

    /** Some hundred thousand events; who has more takes an export and checks it elsewhere. */
    static final Duration TIME_LIMIT = Duration.ofSeconds(50);

    /** The newest checkpoints that are compared; each covers all that older ones cover. */
    private static final int MAX_CHECKPOINTS = 1_000;

    private static final int LOOK_AT_THE_CLOCK_EVERY = 500;

    private final HistoryLog log;
    private final HistoryReader history;
    private final Checkpoints checkpoints;

    HistoryVerification(HistoryLog log, HistoryReader history, Checkpoints checkpoints) {
        this.log = log;
        this.history = history;
        this.checkpoints = checkpoints;
    }

    /**
     * What came out.
     *
     * @param holds       whether all that was looked at is what it was
     * @param complete    whether the time sufficed for all of it
     * @param checked     events of the organization that were read again
     * @param treeSize    events that are logged
     * @param checkpoints how many signed checkpoints the roots were compared with
     * @param difference  the first one, if there is any
     */
    public record Outcome(
            boolean holds,
            boolean complete,
            long checked,
            long treeSize,
            int checkpoints,
            HistoryCheck.@Nullable Difference difference) {}

    /** Checks the whole history of an organization, or as much of it as the time allows, from the first event on. */
    public Outcome of(TenantId organization) {
        List<Checkpoint> signed = checkpoints.before(organization, Long.MAX_VALUE, MAX_CHECKPOINTS);
        Optional<Checkpoint> forged =
                signed.stream().filter(checkpoint -> !checkpoint.isSigned()).findFirst();
        long size = Math.max(
                log.tree(organization).map(HistoryLog.Tree::size).orElse(0L),
                signed.isEmpty() ? 0 : signed.getFirst().treeSize());
        HistoryCheck check = new HistoryCheck(signed);
        boolean complete = readAll(organization, size, check);
        HistoryCheck.@Nullable Difference difference = forged.map(HistoryVerification::notSigned)
                .or(() -> complete ? check.end() : check.soFar())
                .orElse(null);
        return new Outcome(difference == null, complete, check.events(), check.leaves(), signed.size(), difference);
    }

    private static HistoryCheck.Difference notSigned(Checkpoint forged) {
        return new HistoryCheck.Difference(
                HistoryCheck.What.REWRITTEN,
                0,
                null,
                "the checkpoint for " + forged.treeSize() + " events does not have the signature of its key");
    }

    private boolean readAll(TenantId organization, long size, HistoryCheck check) {
        long begun = System.nanoTime();
        HistoryReader.Lines lines = history.read(organization, 0, size);
        for (long read = 1; ; read++) {
            Optional<HistoryLine> line = lines.next();
            if (line.isEmpty()) {
                return true;
            }
            check.accept(line.get());
            if (read % LOOK_AT_THE_CLOCK_EVERY == 0 && System.nanoTime() - begun > TIME_LIMIT.toNanos()) {
                return false;
            }
        }
    }
}
