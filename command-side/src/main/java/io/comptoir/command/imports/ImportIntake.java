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
import io.comptoir.platform.messaging.KeyedRequest;
import io.comptoir.platform.messaging.RequestClaim;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Takes files in and has them imported. */
@Component
public class ImportIntake {

    private final ImportFiles files;
    private final ImportRunner runner;
    private final ImportHistory history;
    private final Commands commands;
    private final Clock clock;

    ImportIntake(ImportFiles files, ImportRunner runner, ImportHistory history, Commands commands, Clock clock) {
        this.files = files;
        this.runner = runner;
        this.history = history;
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
        Optional<KeyedRequest> keyed = KeyedRequest.current();
        if (keyed.isEmpty()) {
            return accept(tenantId, ImportId.next(clock.instant()), importer, profile, body);
        }
        ImportRef ref = new ImportRef(tenantId, new ImportId(keyed.get().idOf("import")));
        // The id derives from the key, so what is there under it came with the same key. Its file, which may still be
        // worked on, has the same name.
        return history.find(ref).isPresent()
                ? again(ref, keyed.get(), importer, profile, body)
                : accept(ref, importer, profile, body, file -> keyed.get().claim(file.sha256()));
    }

    /** Answers what the import with this key was answered, if it was of the same file. */
    private Decision<ImportState> again(
            ImportRef ref, KeyedRequest keyed, Actor importer, ImportProfile profile, InputStream body)
            throws IOException {
        ImportFiles.Received sent = ImportFiles.digest(body);
        return new ImportJob.Start(
                        new StartImport(ref.tenantId(), ref.importId(), profile, sent.bytes(), sent.sha256()),
                        importer,
                        keyed.claim(sent.sha256()))
                .send(commands);
    }

    /** The same with an id that the caller chose, so that a file which is offered at every start is taken in once. */
    public Decision<ImportState> accept(
            TenantId tenantId, ImportId importId, Actor importer, ImportProfile profile, InputStream body)
            throws IOException {
        return accept(new ImportRef(tenantId, importId), importer, profile, body, file -> null);
    }

    private Decision<ImportState> accept(
            ImportRef ref,
            Actor importer,
            ImportProfile profile,
            InputStream body,
            Function<ImportFiles.Received, @Nullable RequestClaim> claim)
            throws IOException {
        TenantId tenantId = ref.tenantId();
        if (!runner.reserve(tenantId)) {
            return Decision.refused(new TooManyImports(ImportRunner.MAX_UNFINISHED_PER_TENANT));
        }
        boolean arrived = false;
        try {
            Optional<ImportFiles.Received> file = files.receive(ref, body);
            arrived = file.isPresent();
            return arrived
                    ? start(ref, importer, profile, file.orElseThrow(), claim)
                    : Decision.refused(new EmptyFile());
        } finally {
            if (!arrived) {
                runner.release(tenantId);
            }
        }
    }

    private Decision<ImportState> start(
            ImportRef ref,
            Actor importer,
            ImportProfile profile,
            ImportFiles.Received file,
            Function<ImportFiles.Received, @Nullable RequestClaim> claim)
            throws IOException {
        StartImport command = new StartImport(ref.tenantId(), ref.importId(), profile, file.bytes(), file.sha256());
        ImportJob.Start start = new ImportJob.Start(command, importer, claim.apply(file));
        boolean isAnothers = false;
        try {
            Decision<ImportState> decision = start.send(commands);
            isAnothers = !(decision instanceof Decision.Accepted<ImportState> accepted) || accepted.replayed();
            return decision;
        } finally {
            if (isAnothers) {
                // Another node took a request with the same key a moment earlier, and has its file.
                files.delete(ref);
                runner.release(ref.tenantId());
            } else {
                // Also when the command's answer was lost: then the import may be started, and must not stay so for
                // ever.
                runner.begin(ref, start);
            }
        }
    }
}
