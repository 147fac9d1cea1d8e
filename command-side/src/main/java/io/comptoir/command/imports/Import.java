package io.comptoir.command.imports;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import io.comptoir.contract.Revision;
import io.comptoir.contract.imports.CompleteImport;
import io.comptoir.contract.imports.FailImport;
import io.comptoir.contract.imports.ImportAdvanced;
import io.comptoir.contract.imports.ImportCompleted;
import io.comptoir.contract.imports.ImportEvent;
import io.comptoir.contract.imports.ImportFailed;
import io.comptoir.contract.imports.ImportStarted;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.RecordImportProgress;
import io.comptoir.contract.imports.RejectedRow;
import io.comptoir.contract.imports.StartImport;
import java.util.List;
import java.util.Objects;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;
import org.jspecify.annotations.Nullable;

/** An import: how far it is, and how it ended. What it does to orders and stock is in their own streams. */
@Aggregate(cache = "aggregateCache", snapshotTriggerDefinition = "snapshotTrigger", snapshotFilter = "snapshotFilter")
@JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
@Revision(1)
class Import {

    @AggregateIdentifier
    @SuppressWarnings("UnusedVariable") // The framework reads it.
    private @Nullable String stream;

    private @Nullable ImportState state;

    Import() {}

    Import(StartImport command) {
        apply(new ImportStarted(
                command.tenantId(), command.importId(), command.profile(), command.bytes(), command.sha256()));
    }

    /**
     * Keeps a checkpoint. Only what lies behind the last one counts: the same checkpoint may come twice when an answer was
     * lost, and a rejected row must not be listed twice for that.
     */
    void advance(RecordImportProgress command) {
        long rowsDoneBefore = state().tally().rowsDone();
        List<RejectedRow> fresh = command.newlyRejected().stream()
                .filter(rejected -> rejected.row() > rowsDoneBefore)
                .limit(ImportState.MAX_REJECTED_SHOWN - state().rejected().size())
                .toList();
        apply(new ImportAdvanced(
                command.tenantId(),
                command.importId(),
                command.rows(),
                command.tally(),
                fresh,
                command.rowsPerSecond()));
    }

    void complete(CompleteImport command) {
        apply(new ImportCompleted(command.tenantId(), command.importId()));
    }

    void fail(FailImport command) {
        apply(new ImportFailed(command.tenantId(), command.importId(), command.error()));
    }

    ImportState state() {
        return Objects.requireNonNull(state);
    }

    @EventSourcingHandler
    void evolve(ImportEvent event) {
        stream = event.importId().streamOf(event.tenantId()).toString();
        state = ImportState.after(state, event);
    }
}
