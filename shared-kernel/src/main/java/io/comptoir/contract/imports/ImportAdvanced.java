package io.comptoir.contract.imports;

import io.comptoir.contract.Revision;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;
import java.util.List;

/** A checkpoint: after a crash the import goes on behind the rows that the tally counts as done. */
@Revision(1)
public record ImportAdvanced(
        TenantId tenantId,
        ImportId importId,
        long rows,
        ImportTally tally,
        List<RejectedRow> newlyRejected,
        long rowsPerSecond)
        implements ImportEvent {

    public ImportAdvanced {
        newlyRejected = List.copyOf(newlyRejected);
    }
}
