package io.comptoir.command.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.contract.imports.CompleteImport;
import io.comptoir.contract.imports.FailImport;
import io.comptoir.contract.imports.ImportAdvanced;
import io.comptoir.contract.imports.ImportCompleted;
import io.comptoir.contract.imports.ImportFailed;
import io.comptoir.contract.imports.ImportProfile;
import io.comptoir.contract.imports.ImportRejection.ImportEnded;
import io.comptoir.contract.imports.ImportRejection.ImportNotFound;
import io.comptoir.contract.imports.ImportStarted;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.ImportTally;
import io.comptoir.contract.imports.RecordImportProgress;
import io.comptoir.contract.imports.RejectedRow;
import io.comptoir.contract.imports.StartImport;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ImportCommandsTest {

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();
    private final ImportId id = ImportId.next(Instant.EPOCH);

    private final StartImport start = new StartImport(tenant, id, ImportProfile.ONLINE_RETAIL, 12, "abc");
    private final CompleteImport complete = new CompleteImport(tenant, id);
    private final FailImport fail = new FailImport(tenant, id, "line 2: it is not valid UTF-8");

    @Test
    void startsOnce() {
        scenario.when(start)
                .then(new ImportStarted(tenant, id, ImportProfile.ONLINE_RETAIL, 12, "abc"))
                .when(start)
                .thenRepeated();

        ImportState state = scenario.outcome();
        assertThat(state.status()).isEqualTo(ImportState.Status.RUNNING);
        assertThat(state.version()).isEqualTo(1);
    }

    @Test
    void advances() {
        RejectedRow rejected = new RejectedRow(7, "Quantity must be a whole number");
        scenario.when(start)
                .when(progress(0))
                .then(new ImportAdvanced(tenant, id, 200, tally(0), List.of(), 50))
                .when(progress(10, rejected))
                .then(new ImportAdvanced(tenant, id, 200, tally(10), List.of(rejected), 50));

        ImportState state = scenario.outcome();
        assertThat(state.tally()).isEqualTo(tally(10));
        assertThat(state.rejected()).containsExactly(rejected);
    }

    @Test
    void keepsACheckpointOnce() {
        scenario.when(start).when(progress(10)).when(progress(10)).thenRepeated();
        scenario.when(progress(9)).thenRepeated();
    }

    @Test
    void listsARejectedRowOnceAndNoMoreThanAHundred() {
        scenario.when(start).when(progress(99, rejected(1, 99))).when(progress(150, rejected(90, 150)));

        ImportState state = scenario.outcome();
        assertThat(state.rejected()).containsExactly(rejected(1, 100));
        assertThat(scenario.appended())
                .containsExactly(new ImportAdvanced(tenant, id, 200, tally(150), List.of(rejected(100, 100)), 50));
    }

    @Test
    void completesOnce() {
        scenario.when(start)
                .when(complete)
                .then(new ImportCompleted(tenant, id))
                .when(complete)
                .thenRepeated();
    }

    @Test
    void failsOnce() {
        scenario.when(start)
                .when(fail)
                .then(new ImportFailed(tenant, id, "line 2: it is not valid UTF-8"))
                .when(fail)
                .thenRepeated();
    }

    @Test
    void endsOnlyOneWay() {
        scenario.when(start).when(complete).when(fail).thenRefused(new ImportEnded(id));
        scenario.when(progress(1)).thenRefused(new ImportEnded(id));
    }

    @Test
    void doesNotCompleteAfterItFailed() {
        scenario.when(start).when(fail).when(complete).thenRefused(new ImportEnded(id));
    }

    @Test
    void findsNoImportThatWasNeverStarted() {
        scenario.when(progress(1)).thenRefused(new ImportNotFound(id));
        scenario.when(complete).thenRefused(new ImportNotFound(id));
        scenario.when(fail).thenRefused(new ImportNotFound(id));
    }

    @Test
    void findsNoImportOfAnotherOrganization() {
        scenario.when(start);
        CommandScenario other = new CommandScenario();

        other.when(new CompleteImport(other.tenantId(), id)).thenRefused(new ImportNotFound(id));
    }

    private RecordImportProgress progress(long rowsDone, RejectedRow... rejected) {
        return new RecordImportProgress(tenant, id, 200, tally(rowsDone), List.of(rejected), 50);
    }

    private static ImportTally tally(long rowsDone) {
        return new ImportTally(rowsDone, 1, rowsDone, 0, 0, 0, 0);
    }

    private static RejectedRow[] rejected(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(row -> new RejectedRow(row, "InvoiceNo"))
                .toArray(RejectedRow[]::new);
    }
}
