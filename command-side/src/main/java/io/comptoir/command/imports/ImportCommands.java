package io.comptoir.command.imports;

import io.comptoir.contract.Decision;
import io.comptoir.contract.imports.CompleteImport;
import io.comptoir.contract.imports.FailImport;
import io.comptoir.contract.imports.ImportRejection.ImportEnded;
import io.comptoir.contract.imports.ImportRejection.ImportNotFound;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.ImportState.Status;
import io.comptoir.contract.imports.RecordImportProgress;
import io.comptoir.contract.imports.StartImport;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Streams;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.springframework.stereotype.Component;

/** Decides about imports. Each command may come twice: the sender repeats it when it does not know what became of it. */
@Component
class ImportCommands {

    private final Repository<Import> imports;

    ImportCommands(Repository<Import> imports) {
        this.imports = imports;
    }

    @CommandHandler
    Decision<ImportState> start(StartImport command) throws Exception {
        StreamId stream = command.importId().streamOf(command.tenantId());
        Optional<Aggregate<Import>> started = Streams.load(imports, stream);
        if (started.isPresent()) {
            ImportState state = started.get().invoke(Import::state);
            return Decision.repeated(state, stream, state.version());
        }
        ImportState state = imports.newInstance(() -> new Import(command)).invoke(Import::state);
        return Decision.accepted(state, stream, state.version());
    }

    @CommandHandler
    Decision<ImportState> advance(RecordImportProgress command) {
        return change(
                command.tenantId(),
                command.importId(),
                state -> state.rows() == command.rows()
                        && state.tally().rowsDone() >= command.tally().rowsDone(),
                found -> found.advance(command));
    }

    @CommandHandler
    Decision<ImportState> complete(CompleteImport command) {
        return change(
                command.tenantId(),
                command.importId(),
                state -> state.status() == Status.COMPLETED,
                found -> found.complete(command));
    }

    @CommandHandler
    Decision<ImportState> fail(FailImport command) {
        return change(
                command.tenantId(),
                command.importId(),
                state -> state.status() == Status.FAILED,
                found -> found.fail(command));
    }

    private Decision<ImportState> change(
            TenantId tenantId, ImportId importId, Predicate<ImportState> isDoneAlready, Consumer<Import> change) {
        StreamId stream = importId.streamOf(tenantId);
        Optional<Aggregate<Import>> found = Streams.load(imports, stream);
        if (found.isEmpty()) {
            return Decision.refused(new ImportNotFound(importId));
        }
        ImportState before = found.get().invoke(Import::state);
        if (isDoneAlready.test(before)) {
            return Decision.repeated(before, stream, before.version());
        }
        if (before.status() != Status.RUNNING) {
            return Decision.refused(new ImportEnded(importId));
        }
        found.get().execute(change);
        ImportState after = found.get().invoke(Import::state);
        return Decision.accepted(after, stream, after.version());
    }
}
