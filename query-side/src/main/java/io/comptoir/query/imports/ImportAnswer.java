package io.comptoir.query.imports;

import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.ImportTally;
import io.comptoir.contract.imports.RejectedRow;
import io.comptoir.contract.values.ImportId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An import as the API shows it.
 *
 * @param secondsLeft at the speed so far; absent while that is not known and after a failure
 */
record ImportAnswer(
        ImportId id,
        ImportState.Status status,
        long rowsDone,
        long rows,
        long rowsPerSecond,
        @Nullable Long secondsLeft,
        long orders,
        long orderLineRows,
        long adjustmentRows,
        long returnRows,
        long unmatchedRows,
        long rejectedRows,
        List<RejectedRow> rejected,
        @Nullable String error) {

    static ImportAnswer of(ImportState state) {
        ImportTally tally = state.tally();
        return new ImportAnswer(
                state.id(),
                state.status(),
                tally.rowsDone(),
                state.rows(),
                state.rowsPerSecond(),
                secondsLeft(state),
                tally.orders(),
                tally.orderLineRows(),
                tally.adjustmentRows(),
                tally.returnRows(),
                tally.unmatchedRows(),
                tally.rejectedRows(),
                state.rejected(),
                state.error());
    }

    private static @Nullable Long secondsLeft(ImportState state) {
        return switch (state.status()) {
            case COMPLETED -> 0L;
            case FAILED -> null;
            case RUNNING ->
                state.rows() == 0 || state.rowsPerSecond() == 0
                        ? null
                        : Math.ceilDiv(Math.max(0, state.rows() - state.tally().rowsDone()), state.rowsPerSecond());
        };
    }
}
