package io.comptoir.contract.imports;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;
import java.util.List;

/**
 * Says how far an import is. What the tally counts is stored already.
 *
 * @param rows          the rows of the whole file
 * @param tally         from the first row on
 * @param newlyRejected the rows rejected since the last progress; the import keeps the first {@value ImportState#MAX_REJECTED_SHOWN}
 * @param rowsPerSecond since this run began
 */
public record RecordImportProgress(
        TenantId tenantId,
        ImportId importId,
        long rows,
        ImportTally tally,
        List<RejectedRow> newlyRejected,
        long rowsPerSecond)
        implements Command {

    public RecordImportProgress {
        newlyRejected = List.copyOf(newlyRejected);
    }
}
