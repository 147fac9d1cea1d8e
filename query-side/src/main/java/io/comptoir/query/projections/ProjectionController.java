package io.comptoir.query.projections;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.comptoir.contract.access.Permission;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Problem;
import io.comptoir.projection.replay.ProjectionOperations;
import io.comptoir.projection.replay.ProjectionOperations.By;
import io.comptoir.projection.replay.ProjectionOperations.Refusal;
import io.comptoir.projection.replay.ProjectionOverview;
import io.comptoir.projection.replay.ProjectionStatus;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.query.reading.OnlyKnownParameters;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The read models for those who operate them. An operation is accepted here and carried out where read models are built. */
@RestController
@RequestMapping("/v1/projections")
class ProjectionController {

    static final int MAX_REASON_LENGTH = 500;

    private final ProjectionOverview overview;
    private final ProjectionOperations operations;
    private final ProgressStream progress;

    ProjectionController(ProjectionOverview overview, ProjectionOperations operations, ProgressStream progress) {
        this.overview = overview;
        this.operations = operations;
        this.progress = progress;
    }

    record Listing(List<ProjectionStatus> data) {}

    /**
     * @param switching      {@code automatic}, which is meant where nothing is said, or {@code manual}
     * @param retryDiscarded whether events that were discarded are tried again
     */
    record Rebuild(
            @JsonProperty("switch") @Nullable String switching,
            @Nullable Boolean retryDiscarded,
            @Nullable String reason) {}

    record Because(@Nullable String reason) {}

    @Requires(Permission.PROJECTIONS_READ)
    @GetMapping
    @OnlyKnownParameters
    Listing list(Caller caller) {
        return new Listing(overview.all());
    }

    @Requires(Permission.PROJECTIONS_READ)
    @GetMapping("/{name}")
    @OnlyKnownParameters
    ProjectionStatus find(Caller caller, @PathVariable String name) {
        return overview.of(model(name));
    }

    /** Server-sent events: how the read model is doing, once a second until its rebuild is over. */
    @Requires(Permission.PROJECTIONS_READ)
    @GetMapping(path = "/{name}/progress", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @OnlyKnownParameters
    void progress(Caller caller, @PathVariable String name, HttpServletResponse response) throws IOException {
        progress.follow(model(name), response);
    }

    @Requires(Permission.PROJECTIONS_OPERATE)
    @PostMapping("/{name}/rebuild")
    ResponseEntity<ProjectionStatus> rebuild(
            Caller caller, @PathVariable String name, @RequestBody(required = false) @Nullable Rebuild wanted) {
        ReadModel model = model(name);
        Rebuild how = wanted == null ? new Rebuild(null, null, null) : wanted;
        boolean automatic = switch (how.switching()) {
            case null -> true;
            case "automatic" -> true;
            case "manual" -> false;
            default -> throw Problem.invalid("switch", "must be automatic or manual");
        };
        return accepted(
                model,
                operations.rebuild(
                        model, by(caller, how.reason()), automatic, Boolean.TRUE.equals(how.retryDiscarded())));
    }

    @Requires(Permission.PROJECTIONS_OPERATE)
    @PostMapping("/{name}/pause")
    ResponseEntity<ProjectionStatus> pause(
            Caller caller, @PathVariable String name, @RequestBody(required = false) @Nullable Because because) {
        ReadModel model = model(name);
        return accepted(model, operations.pause(model, by(caller, because)));
    }

    @Requires(Permission.PROJECTIONS_OPERATE)
    @PostMapping("/{name}/resume")
    ResponseEntity<ProjectionStatus> resume(
            Caller caller, @PathVariable String name, @RequestBody(required = false) @Nullable Because because) {
        ReadModel model = model(name);
        return accepted(model, operations.resume(model, by(caller, because)));
    }

    @Requires(Permission.PROJECTIONS_OPERATE)
    @PostMapping("/{name}/switch")
    ResponseEntity<ProjectionStatus> switchOver(
            Caller caller, @PathVariable String name, @RequestBody(required = false) @Nullable Because because) {
        ReadModel model = model(name);
        return accepted(model, operations.switchOver(model, by(caller, because)));
    }

    @Requires(Permission.PROJECTIONS_OPERATE)
    @PostMapping("/{name}/rollback")
    ResponseEntity<ProjectionStatus> rollback(
            Caller caller, @PathVariable String name, @RequestBody(required = false) @Nullable Because because) {
        ReadModel model = model(name);
        return accepted(model, operations.rollback(model, by(caller, because)));
    }

    private static ReadModel model(String name) {
        return ReadModels.named(name).orElseThrow(() -> Problem.notFound("projection"));
    }

    private static By by(Caller caller, @Nullable Because because) {
        return by(caller, because == null ? null : because.reason());
    }

    private static By by(Caller caller, @Nullable String reason) {
        if (reason != null && (reason.isBlank() || reason.length() > MAX_REASON_LENGTH)) {
            throw Problem.invalid("reason", "must have 1 to " + MAX_REASON_LENGTH + " characters");
        }
        return new By(caller.actor().id(), reason);
    }

    private ResponseEntity<ProjectionStatus> accepted(ReadModel model, Optional<Refusal> refusal) {
        if (refusal.isPresent()) {
            throw problem(model, refusal.get());
        }
        return ResponseEntity.accepted().body(overview.of(model));
    }

    private static Problem problem(ReadModel model, Refusal refusal) {
        Map<String, Object> facts = Map.of("projection", model.name());
        return switch (refusal) {
            case REBUILD_UNDER_WAY ->
                new Problem(
                        HttpStatus.CONFLICT,
                        "rebuild-under-way",
                        "A rebuild or a switch of this projection is under way.",
                        facts);
            case NOTHING_TO_SWITCH_TO ->
                new Problem(HttpStatus.CONFLICT, "nothing-to-switch-to", "No rebuilt version waits to be seen.", facts);
            case NO_PREVIOUS_VERSION ->
                new Problem(
                        HttpStatus.CONFLICT,
                        "no-previous-version",
                        "What readers saw before is not there any more.",
                        facts);
            case PAUSED ->
                new Problem(HttpStatus.CONFLICT, "projection-paused", "The projection is paused; resume it.", facts);
            case NOT_STARTED ->
                new Problem(
                                HttpStatus.SERVICE_UNAVAILABLE,
                                "projection-not-started",
                                "No node has started to build this projection yet.",
                                facts)
                        .retryAfter(1);
        };
    }
}
