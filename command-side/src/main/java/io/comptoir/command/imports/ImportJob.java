package io.comptoir.command.imports;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.imports.CompleteImport;
import io.comptoir.contract.imports.FailImport;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.ImportTally;
import io.comptoir.contract.imports.RecordImportProgress;
import io.comptoir.contract.imports.RejectedRow;
import io.comptoir.contract.imports.StartImport;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.RequestClaim;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Works on one import from where it stands to its end. The server may be killed at any moment; then the next start begins
 * here again, and this is why nothing is lost or doubled:
 *
 * <ol>
 *   <li>The file is on disk before the import is started, and is deleted only after its end is stored. So an import that was
 *       started and has not ended has its file.
 *   <li>A file without a started import belongs to a request that was never answered; it is deleted.
 *   <li>What an invoice causes can be sent again without effect ({@link InvoiceImport}).
 *   <li>A checkpoint is stored after everything that it counts, and lies between two invoices. What was done after the last
 *       one is done again, with the same result, and counted then.
 *   <li>Whether a row is rejected depends on the file and on what is stored alone, so a second look counts it the same way.
 *   <li>An end is stored after the last checkpoint; both change nothing when they come twice.
 * </ol>
 */
final class ImportJob {

    /** A checkpoint comes after so many rows at the latest, or after the invoice that has them; a crash repeats no more. */
    static final int CHECKPOINT_ROWS = 1_000;

    /** A checkpoint comes after so long at the latest, so that whoever watches sees the counts grow. */
    static final Duration CHECKPOINT_AFTER = Duration.ofSeconds(1);

    /** The step that begins an import. */
    static final String START = "start";

    private static final Duration LOG_AFTER = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(ImportJob.class);

    private final ImportRef ref;
    private final ImportFiles files;
    private final ImportHistory history;
    private final Commands commands;
    private final Patience patience;
    private final ImportMetrics metrics;
    private final LongSupplier nanoTime;

    ImportJob(
            ImportRef ref,
            ImportFiles files,
            ImportHistory history,
            Commands commands,
            Patience patience,
            ImportMetrics metrics,
            LongSupplier nanoTime) {
        this.ref = ref;
        this.files = files;
        this.history = history;
        this.commands = commands;
        this.patience = patience;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    /** How a request tried to start the import. */
    record Start(
            StartImport command, Actor importer, @Nullable RequestClaim claim) {

        Decision<ImportState> send(Commands commands) {
            ImportRef ref = new ImportRef(command.tenantId(), command.importId());
            return commands.sendOnce(command, importer, commandId(ref, START), claim);
        }
    }

    /**
     * @param start what a request of this run of the server sent; its answer may have been lost, then it is sent again
     * @throws Patience.Stopping if the server stops before the import has ended
     */
    void run(@Nullable Start start) throws IOException {
        Optional<ImportHistory.Found> found = patience.insist(() -> history.find(ref));
        if (found.isEmpty() && start != null) {
            patience.insist(() -> start.send(commands));
            found = patience.insist(() -> history.find(ref));
        }
        if (found.isPresent()
                && isOf(start, found.get())
                && found.get().state().status() == ImportState.Status.RUNNING) {
            try (MDC.MDCCloseable trace =
                    MDC.putCloseable("traceId", found.get().cause().traceId())) {
                new Run(found.get()).toTheEnd();
            }
        }
        files.delete(ref);
    }

    /** An id that derives from a key may be taken on another node, whose file is another one. */
    private static boolean isOf(@Nullable Start start, ImportHistory.Found found) {
        return start == null || start.command().sha256().equals(found.started().sha256());
    }

    /** Ends an import that cannot be worked on, for a reason that its file does not give. */
    void giveUp(String error) throws IOException {
        Optional<ImportHistory.Found> found = patience.insist(() -> history.find(ref));
        if (found.isPresent()) {
            // Refused where the import has ended meanwhile; either way the file is not needed any more.
            process(found.get()).send(new FailImport(ref.tenantId(), ref.importId(), error), "fail");
        }
        files.delete(ref);
    }

    /** Sends as the process that imports, on behalf of who started it and as a consequence of that. */
    private InvoiceImport.Sender process(ImportHistory.Found found) {
        Actor process = Actor.process("import", found.importer().id());
        return new InvoiceImport.Sender() {
            @Override
            public <T> Decision<T> send(Command command, String... step) {
                String commandId = commandId(ref, step);
                return patience.insist(() -> commands.send(command, process, commandId, found.cause()));
            }
        };
    }

    /** The id of a command of an import; the same step has the same id each time. */
    static String commandId(ImportRef ref, String... step) {
        String[] name = Stream.concat(Stream.of("import", ref.importId().toString()), Stream.of(step))
                .toArray(String[]::new);
        return Uuids.derivedFrom(name).toString();
    }

    /** The work from the last checkpoint on. */
    private final class Run {

        private final ImportHistory.Found found;
        private final InvoiceImport.Sender sender;
        private final ImportProgress progress;
        private final long startedAt = nanoTime.getAsLong();
        private long checkpointAt = startedAt;
        private long loggedAt = startedAt;
        private long rows;

        Run(ImportHistory.Found found) {
            this.found = found;
            this.sender = process(found);
            this.progress = new ImportProgress(found.state());
        }

        void toTheEnd() throws IOException {
            FileSurvey survey;
            try (var file = files.open(ref)) {
                survey = FileSurvey.of(file);
            }
            rows = survey.rows();
            log("an import runs");
            if (!survey.sha256().equals(found.started().sha256())) {
                fail("the stored file was damaged; send it again");
                return;
            }
            if (found.state().rows() != rows) {
                checkpoint();
            }
            InvoiceImport invoices = new InvoiceImport(ref.tenantId(), sender, survey.products());
            try (FileParts parts = FileParts.open(files.open(ref))) {
                importAll(parts, invoices);
            }
        }

        private void importAll(FileParts parts, InvoiceImport invoices) throws IOException {
            while (true) {
                switch (parts.next()) {
                    case FileParts.Part part -> {
                        if (part.content().lastRow() > found.state().tally().rowsDone()) {
                            settle(part.content(), invoices);
                        }
                    }
                    case FileParts.Fault fault -> {
                        checkpointIfNews();
                        fail(fault.problem());
                        return;
                    }
                    case FileParts.End end -> {
                        checkpointIfNews();
                        end("complete", new CompleteImport(ref.tenantId(), ref.importId()), "completed");
                        return;
                    }
                }
            }
        }

        private void settle(FilePart part, InvoiceImport invoices) {
            switch (part) {
                case Invoice invoice -> progress.add(invoices.settle(invoice));
                case FilePart.LoneRow lone -> settle(lone);
            }
            if (patience.isStopping()) {
                checkpointIfNews();
                throw new Patience.Stopping();
            }
            if (progress.rowsSinceStored() >= CHECKPOINT_ROWS
                    || nanoTime.getAsLong() - checkpointAt >= CHECKPOINT_AFTER.toNanos()) {
                checkpoint();
            }
            if (nanoTime.getAsLong() - loggedAt >= LOG_AFTER.toNanos()) {
                log("an import runs");
            }
        }

        private void settle(FilePart.LoneRow lone) {
            if (lone.content() instanceof RetailRow.Unusable unusable) {
                progress.add(
                        new ImportTally(1, 0, 0, 0, 0, 0, 1), List.of(new RejectedRow(lone.row(), unusable.reason())));
            } else {
                // Returns find their orders in a later version; until then none does.
                progress.add(new ImportTally(1, 0, 0, 0, 0, 1, 0), List.of());
            }
        }

        private void checkpointIfNews() {
            if (progress.rowsSinceStored() > 0) {
                checkpoint();
            }
        }

        private void checkpoint() {
            requireAccepted(sender.send(
                    new RecordImportProgress(
                            ref.tenantId(),
                            ref.importId(),
                            rows,
                            progress.tally(),
                            progress.newlyRejected(),
                            rowsPerSecond()),
                    "progress",
                    Long.toString(progress.tally().rowsDone())));
            metrics.counted(progress.markStored());
            checkpointAt = nanoTime.getAsLong();
        }

        private long rowsPerSecond() {
            long rowsOfThisRun =
                    progress.tally().rowsDone() - found.state().tally().rowsDone();
            long millis = Math.max(1, elapsed().toMillis());
            return rowsOfThisRun * 1_000 / millis;
        }

        private Duration elapsed() {
            return Duration.ofNanos(nanoTime.getAsLong() - startedAt);
        }

        private void fail(String error) {
            end("fail", new FailImport(ref.tenantId(), ref.importId(), error), "failed");
        }

        private void end(String step, Command command, String outcome) {
            requireAccepted(sender.send(command, step));
            metrics.ended(outcome, elapsed());
            log("an import " + outcome);
        }

        private void log(String what) {
            loggedAt = nanoTime.getAsLong();
            log.atInfo()
                    .addKeyValue("tenant", ref.tenantId())
                    .addKeyValue("importId", ref.importId())
                    .addKeyValue("rows", rows)
                    .addKeyValue("rowsDone", progress.tally().rowsDone())
                    .addKeyValue("rejected", progress.tally().rejectedRows())
                    .addKeyValue("millis", elapsed().toMillis())
                    .log(what);
        }

        /** Another end can only come from another server on the same folder; what is stored is read again then. */
        private static void requireAccepted(Decision<?> decision) {
            if (decision instanceof Decision.Refused<?> refused) {
                throw new IllegalStateException("an import's own command was refused: "
                        + refused.rejection().explanation());
            }
        }
    }
}
