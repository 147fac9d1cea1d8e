package io.comptoir.contract.imports;

import io.comptoir.contract.values.ImportId;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An import as its events leave it.
 *
 * @param rows          the rows of the whole file; 0 until they are counted
 * @param rowsPerSecond the speed at the last checkpoint
 * @param rejected      the first {@value #MAX_REJECTED_SHOWN} rejected rows
 * @param error         why it failed, if it did
 * @param version       how many events made it
 */
public record ImportState(
        ImportId id,
        ImportProfile profile,
        Status status,
        long rows,
        ImportTally tally,
        long rowsPerSecond,
        List<RejectedRow> rejected,
        @Nullable String error,
        long version) {

    public static final int MAX_REJECTED_SHOWN = 100;

    public enum Status {
        RUNNING,
        COMPLETED,
        FAILED
    }

    public ImportState {
        rejected = List.copyOf(rejected);
    }

    /** The import after one more event. The first event of an import is always its start. */
    public static ImportState after(@Nullable ImportState before, ImportEvent event) {
        if (event instanceof ImportStarted started) {
            return new ImportState(
                    started.importId(),
                    started.profile(),
                    Status.RUNNING,
                    0,
                    ImportTally.NOTHING,
                    0,
                    List.of(),
                    null,
                    1);
        }
        if (before == null) {
            throw new IllegalStateException("an import is started before anything else");
        }
        return switch (event) {
            case ImportStarted again -> throw new IllegalStateException("an import starts once");
            case ImportAdvanced advanced -> before.with(advanced);
            case ImportCompleted completed -> before.ended(Status.COMPLETED, null);
            case ImportFailed failed -> before.ended(Status.FAILED, failed.error());
        };
    }

    private ImportState with(ImportAdvanced advanced) {
        List<RejectedRow> shown = Stream.concat(rejected.stream(), advanced.newlyRejected().stream())
                .limit(MAX_REJECTED_SHOWN)
                .toList();
        return new ImportState(
                id,
                profile,
                status,
                advanced.rows(),
                advanced.tally(),
                advanced.rowsPerSecond(),
                shown,
                null,
                version + 1);
    }

    private ImportState ended(Status end, @Nullable String why) {
        return new ImportState(id, profile, end, rows, tally, rowsPerSecond, rejected, why, version + 1);
    }
}
