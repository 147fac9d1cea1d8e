package io.comptoir.command.imports;

import io.comptoir.contract.Decision;
import io.comptoir.contract.imports.ImportProfile;
import io.comptoir.contract.imports.ImportRejection.EmptyFile;
import io.comptoir.contract.imports.ImportRejection.TooManyImports;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.imports.StartImport;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.ImportId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Commands;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Takes files in and has them imported. */
@Component
public class ImportIntake {

    private final ImportFiles files;
    private final ImportRunner runner;
    private final Commands commands;
    private final Clock clock;

    ImportIntake(ImportFiles files, ImportRunner runner, Commands commands, Clock clock) {
        this.files = files;
        this.runner = runner;
        this.commands = commands;
        this.clock = clock;
    }

    /**
     * Stores a file and starts its import. Once this has answered, the import reaches its end, whatever happens to the server.
     *
     * @param importer on whose behalf
     * @param body     read to its end, but not closed; never held in memory
     * @throws IOException if the file does not arrive or cannot be stored; then there is no import
     */
    public Decision<ImportState> accept(TenantId tenantId, Actor importer, ImportProfile profile, InputStream body)
            throws IOException {
        return accept(tenantId, ImportId.next(clock.instant()), importer, profile, body);
    }

    /** The same with an id that the caller chose, so that a file which is offered at every start is taken in once. */
    public Decision<ImportState> accept(
            TenantId tenantId, ImportId importId, Actor importer, ImportProfile profile, InputStream body)
            throws IOException {
        if (!runner.reserve(tenantId)) {
            return Decision.refused(new TooManyImports(ImportRunner.MAX_UNFINISHED_PER_TENANT));
        }
        ImportRef ref = new ImportRef(tenantId, importId);
        boolean arrived = false;
        try {
            Optional<ImportFiles.Received> file = files.receive(ref, body);
            arrived = file.isPresent();
            return arrived ? start(ref, importer, profile, file.orElseThrow()) : Decision.refused(new EmptyFile());
        } finally {
            if (!arrived) {
                runner.release(tenantId);
            }
        }
    }

    private Decision<ImportState> start(
            ImportRef ref, Actor importer, ImportProfile profile, ImportFiles.Received file) {
        StartImport command = new StartImport(ref.tenantId(), ref.importId(), profile, file.bytes(), file.sha256());
        try {
            return commands.send(command, importer, ImportJob.commandId(ref, ImportJob.START));
        } finally {
            // Also when the command's answer was lost: then the import may be started, and must not stay so for ever.
            runner.begin(ref, new ImportJob.Start(command, importer));
        }
    }
}
