package io.comptoir.query.audit;

import io.comptoir.contract.access.Permission;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.platform.proof.Checkpoint;
import io.comptoir.platform.proof.Hash;
import io.comptoir.platform.proof.HistoryExport;
import io.comptoir.platform.proof.HistoryLine;
import io.comptoir.projection.proof.Checkpoints;
import io.comptoir.projection.proof.HistoryDiffers;
import io.comptoir.projection.proof.HistoryLog;
import io.comptoir.projection.proof.HistoryReader;
import io.comptoir.projection.proof.HistoryVerification;
import io.comptoir.projection.proof.SigningKeys;
import io.comptoir.query.reading.Cursor;
import io.comptoir.query.reading.Page;
import io.comptoir.query.reading.Parameters;
import io.comptoir.query.reading.ReadsFrom;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The proof that an organization's history was not altered; docs/proof.md tells what can be done with it. */
@RestController
@RequestMapping("/v1/audit")
@ConditionalOnProperty("comptoir.vault.url")
class ProofController {

    /** How long a checkpoint waits for what was stored before it. */
    private static final Duration CATCH_UP_LIMIT = Duration.ofSeconds(5);

    private static final long LOOK_EVERY_MILLIS = 20;

    private static final int EXPORT_BUFFER = 65_536;

    private static final Logger log = LoggerFactory.getLogger(ProofController.class);

    private final HistoryLog history;
    private final HistoryReader reader;
    private final Checkpoints checkpoints;
    private final SigningKeys keys;
    private final HistoryVerification verification;
    private final StreamPositions stream;

    ProofController(
            HistoryLog history,
            HistoryReader reader,
            Checkpoints checkpoints,
            SigningKeys keys,
            HistoryVerification verification,
            StreamPositions stream) {
        this.history = history;
        this.reader = reader;
        this.checkpoints = checkpoints;
        this.keys = keys;
        this.verification = verification;
        this.stream = stream;
    }

    /** The signed checkpoints of the organization, the newest first. */
    @Requires(Permission.AUDIT_READ)
    @GetMapping("/checkpoints")
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    Page<Checkpoint> checkpoints(
            Caller caller,
            @RequestParam(required = false) @Nullable String limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Cursor pages = Cursor.over(caller.tenantId(), "checkpoints");
        @Nullable List<String> after = pages.read(cursor, 1);
        int size = Parameters.limit(limit);
        List<Checkpoint> found = checkpoints.before(
                caller.tenantId(), after == null ? Long.MAX_VALUE : Cursor.number(after.getFirst()), size + 1);
        return Page.of(found, size, last -> pages.after(last.treeSize()));
    }

    /** Signs what is stored by now: 201 with a new checkpoint, or 200 with the last one if nothing was stored since. */
    @Requires(Permission.AUDIT_READ)
    @PostMapping("/checkpoints")
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    ResponseEntity<Checkpoint> take(Caller caller) {
        awaitLog();
        HistoryLog.Tree tree = history.tree(caller.tenantId()).orElseThrow(() -> Problem.notFound("history"));
        try {
            Checkpoints.Taken taken = checkpoints.take(tree);
            return ResponseEntity.status(taken.taken() ? HttpStatus.CREATED : HttpStatus.OK)
                    .body(taken.checkpoint());
        } catch (HistoryDiffers e) {
            log.atError()
                    .addKeyValue("tenant", caller.tenantId())
                    .addKeyValue("signed", e.treeSize())
                    .log("the log is not what was signed before; no checkpoint is signed");
            throw new Problem(
                    HttpStatus.CONFLICT,
                    "history-differs",
                    "The history does not begin with what was signed before, so nothing more is signed. Verify it.",
                    Map.of("treeSize", e.treeSize()));
        }
    }

    private void awaitLog() {
        long head = stream.head();
        long deadline = System.nanoTime() + CATCH_UP_LIMIT.toNanos();
        long position = history.position();
        while (position < head) {
            if (System.nanoTime() - deadline >= 0 || !pause()) {
                throw new Problem(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "projection-behind",
                                "The log of the history has not reached that position within "
                                        + CATCH_UP_LIMIT.toSeconds() + " s.",
                                Map.of("readModel", "history", "position", position, "after", head))
                        .retryAfter(1);
            }
            position = history.position();
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(LOOK_EVERY_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The checkpoint that covers so many events. */
    @Requires(Permission.AUDIT_READ)
    @GetMapping("/checkpoints/{size}")
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    Checkpoint checkpoint(Caller caller, @PathVariable String size) {
        return signedAt(caller.tenantId(), number("size", size));
    }

    private Checkpoint signedAt(TenantId organization, long size) {
        return checkpoints.at(organization, size).orElseThrow(() -> Problem.notFound("checkpoint"));
    }

    /** Every key that ever signed a checkpoint. */
    @Requires(Permission.AUDIT_READ)
    @GetMapping("/keys")
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    Keys keys(Caller caller) {
        return new Keys(keys.all());
    }

    record Keys(List<SigningKeys.KnownKey> data) {
        Keys {
            data = List.copyOf(data);
        }
    }

    /** Proves that an event is in the history that a checkpoint covers; the newest one where none is named. */
    @Requires(Permission.AUDIT_READ)
    @GetMapping("/proofs/{eventId}")
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    InclusionProof proof(
            Caller caller, @PathVariable String eventId, @RequestParam(required = false) @Nullable String size) {
        HistoryLog.Place place = history.find(caller.tenantId(), eventId).orElseThrow(() -> Problem.notFound("event"));
        Optional<Checkpoint> checkpoint = size == null
                ? checkpoints.latest(caller.tenantId())
                : Optional.of(signedAt(caller.tenantId(), number("size", size)));
        long covered = checkpoint.map(Checkpoint::treeSize).orElse(0L);
        if (place.index() >= covered) {
            throw new Problem(
                    HttpStatus.CONFLICT,
                    "not-in-checkpoint",
                    "That checkpoint was signed before this event. Ask for a new one first.",
                    Map.of("index", place.index(), "treeSize", covered));
        }
        return new InclusionProof(
                eventId,
                place.index(),
                place.leaf().hash(),
                history.inclusion(caller.tenantId(), place.index(), covered),
                checkpoint.orElseThrow());
    }

    /**
     * @param index    of the event in the organization's tree, from 0
     * @param leafHash of its stored bytes
     * @param path     the audit path of RFC 9162, from the bottom up
     */
    record InclusionProof(String eventId, long index, Hash leafHash, List<Hash> path, Checkpoint checkpoint) {
        InclusionProof {
            path = List.copyOf(path);
        }
    }

    /** Proves that the history of a later checkpoint begins with the one of an earlier. */
    @Requires(Permission.AUDIT_READ)
    @GetMapping("/consistency")
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    ConsistencyProof consistency(
            Caller caller,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        long first = required("from", from);
        long second = required("to", to);
        if (first > second) {
            throw Problem.malformed("from", "must not be more than to");
        }
        Checkpoint earlier = signedAt(caller.tenantId(), first);
        Checkpoint later = signedAt(caller.tenantId(), second);
        return new ConsistencyProof(earlier, later, history.consistency(caller.tenantId(), first, second));
    }

    /** @param proof the consistency proof of RFC 9162 */
    record ConsistencyProof(Checkpoint from, Checkpoint to, List<Hash> proof) {
        ConsistencyProof {
            proof = List.copyOf(proof);
        }
    }

    /** Reads all stored events of the organization again and compares them with the log and with every checkpoint. */
    @Requires(Permission.AUDIT_READ)
    @GetMapping("/verification")
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    HistoryVerification.Outcome verification(Caller caller) {
        return verification.of(caller.tenantId());
    }

    /**
     * The stored, sealed events with what was logged of them, one JSON object a line: the events with index {@code from} up to
     * and without {@code to}, all of them where nothing is said. It can be checked without this server.
     */
    @Requires(Permission.AUDIT_READ)
    @GetMapping("/export")
    @ReadsFrom(ReadsFrom.EVENT_STORE)
    @ApiResponse(
            responseCode = "200",
            description = "One JSON object a line",
            content = @Content(mediaType = HistoryExport.MEDIA_TYPE, schema = @Schema(type = "string")))
    void export(
            Caller caller,
            HttpServletResponse response,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to) {
        long size = history.tree(caller.tenantId()).map(HistoryLog.Tree::size).orElse(0L);
        long first = from == null ? 0 : index("from", from);
        long last = to == null ? size : Math.min(size, index("to", to));
        if (first > last) {
            throw Problem.malformed("from", "must not be more than to, or than the " + size + " events there are");
        }
        response.setContentType(HistoryExport.MEDIA_TYPE);
        response.setHeader("Content-Disposition", "attachment; filename=\"history.ndjson\"");
        try {
            OutputStream file = new BufferedOutputStream(response.getOutputStream(), EXPORT_BUFFER);
            HistoryExport.write(file, new HistoryExport.Header(HistoryExport.FORMAT, caller.tenantId(), first, last));
            writeLines(file, reader.read(caller.tenantId(), first, last));
            file.flush();
        } catch (IOException | RuntimeException e) {
            // The answer has begun, so that it can only be broken off; without its last line it is no export.
            log.atWarn().addKeyValue("cause", e.toString()).log("an export was broken off");
        }
    }

    private static void writeLines(OutputStream file, HistoryReader.Lines lines) throws IOException {
        long written = 0;
        for (Optional<HistoryLine> line = lines.next(); line.isPresent(); line = lines.next()) {
            HistoryExport.write(file, line.get());
            written++;
        }
        HistoryExport.write(file, new HistoryExport.End(true, written));
    }

    private static long required(String name, @Nullable String raw) {
        if (raw == null) {
            throw Problem.malformed(name, "is required: the tree size of a checkpoint");
        }
        return number(name, raw);
    }

    private static long number(String name, String raw) {
        long number = parsed(name, raw);
        if (number < 1) {
            throw Problem.malformed(name, "must be a whole number, 1 or more");
        }
        return number;
    }

    private static long index(String name, String raw) {
        long number = parsed(name, raw);
        if (number < 0) {
            throw Problem.malformed(name, "must be a whole number, 0 or more");
        }
        return number;
    }

    private static long parsed(String name, String raw) {
        try {
            return Long.parseLong(raw);
        } catch (NumberFormatException e) {
            throw Problem.malformed(name, "must be a whole number");
        }
    }
}
