package io.comptoir.command.imports;

import io.comptoir.contract.Decision;
import io.comptoir.contract.access.Permission;
import io.comptoir.contract.imports.ImportProfile;
import io.comptoir.contract.imports.ImportState;
import io.comptoir.contract.values.ImportId;
import io.comptoir.platform.access.Caller;
import io.comptoir.platform.access.Requires;
import io.comptoir.platform.http.Answers;
import io.comptoir.platform.http.Problem;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

@RestController
@RequestMapping(path = "/v1/imports", produces = MediaType.APPLICATION_JSON_VALUE)
class ImportCommandController {

    private static final String CSV = "text/csv";

    private static final Logger log = LoggerFactory.getLogger(ImportCommandController.class);

    private final ImportIntake intake;
    private final Answers answers;

    ImportCommandController(ImportIntake intake, Answers answers) {
        this.intake = intake;
        this.answers = answers;
    }

    record AcceptedImport(ImportId id) {}

    @Operation(
            requestBody =
                    @RequestBody(
                            required = true,
                            content = @Content(mediaType = CSV, schema = @Schema(type = "string", format = "binary"))))
    @PostMapping(consumes = CSV)
    @Requires(Permission.IMPORTS_WRITE)
    ResponseEntity<AcceptedImport> start(
            Caller caller,
            @RequestParam(required = false) @Nullable String profile,
            @RequestHeader("Content-Type") MediaType type,
            InputStream body) {
        ImportProfile known = profileOf(profile);
        requireUtf8(type);
        return answers.acceptedForLater(
                accept(caller, known, body),
                state -> UriComponentsBuilder.fromPath("/v1/imports/{id}").build(state.id()),
                state -> new AcceptedImport(state.id()));
    }

    private Decision<ImportState> accept(Caller caller, ImportProfile profile, InputStream body) {
        try {
            return intake.accept(caller.tenantId(), caller.actor(), profile, body);
        } catch (ImportFiles.NotStored e) {
            log.atError().addKeyValue("tenant", caller.tenantId()).setCause(e).log("an import could not be stored");
            throw Problem.storeUnavailable("The folder of imports");
        } catch (IOException e) {
            log.atInfo().addKeyValue("tenant", caller.tenantId()).log("an import did not arrive");
            throw Problem.malformed("body", "ended before it was complete");
        }
    }

    private static ImportProfile profileOf(@Nullable String name) {
        if (name == null) {
            throw Problem.malformed("profile", "is required: " + profileNames());
        }
        return Arrays.stream(ImportProfile.values())
                .filter(profile -> profile.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.malformed("profile", "is unknown; it must be " + profileNames()));
    }

    private static String profileNames() {
        return Arrays.stream(ImportProfile.values())
                .map(ImportProfile::wireName)
                .collect(Collectors.joining(" or "));
    }

    private static void requireUtf8(MediaType type) {
        @Nullable Charset charset = type.getCharset();
        if (charset != null && !charset.equals(StandardCharsets.UTF_8)) {
            throw new Problem(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "unsupported-media-type",
                    "The body must be " + CSV + " in UTF-8.",
                    Map.of());
        }
    }
}
