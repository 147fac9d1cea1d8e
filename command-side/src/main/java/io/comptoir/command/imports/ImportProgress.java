package io.comptoir.command.imports;

import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.ImportTally;
import io.comptoir.contract.imports.RejectedRow;
import java.util.ArrayList;
import java.util.List;

/** What became of the rows so far, and what of that no checkpoint holds yet. */
final class ImportProgress {

    private ImportTally tally;
    private ImportTally stored;
    private int rejectedShown;
    private final List<RejectedRow> newlyRejected = new ArrayList<>();

    ImportProgress(ImportState state) {
        this.tally = state.tally();
        this.stored = state.tally();
        this.rejectedShown = state.rejected().size();
    }

    void add(InvoiceImport.Settled settled) {
        add(settled.tally(), settled.rejected());
    }

    void add(ImportTally more, List<RejectedRow> rejected) {
        tally = tally.plus(more);
        for (RejectedRow row : rejected) {
            if (rejectedShown < ImportState.MAX_REJECTED_SHOWN) {
                rejectedShown++;
                newlyRejected.add(row);
            }
        }
    }

    ImportTally tally() {
        return tally;
    }

    List<RejectedRow> newlyRejected() {
        return List.copyOf(newlyRejected);
    }

    long rowsSinceStored() {
        return tally.rowsDone() - stored.rowsDone();
    }

    /** Everything up to here is in a checkpoint now; answers what that one added. */
    ImportTally markStored() {
        ImportTally added = tally.minus(stored);
        stored = tally;
        newlyRejected.clear();
        return added;
    }
}
