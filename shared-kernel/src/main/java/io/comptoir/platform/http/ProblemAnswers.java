package io.comptoir.platform.http;

import io.comptoir.platform.messaging.ConcurrentChange;
import io.comptoir.platform.messaging.EventStoreUnavailable;
import io.comptoir.platform.messaging.Overloaded;
import io.comptoir.platform.privacy.UnreadablePersonalData;
import io.comptoir.platform.vault.VaultAway;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Everything that goes wrong in a request leaves through here, as {@code application/problem+json} with the trace id. */
@RestControllerAdvice
final class ProblemAnswers extends ResponseEntityExceptionHandler {

    /** A full queue is worked off in about a second. */
    private static final int OVERLOADED_RETRY_SECONDS = 1;

    private static final Logger log = LoggerFactory.getLogger(ProblemAnswers.class);

    private final Tracer tracer;

    ProblemAnswers(Tracer tracer) {
        this.tracer = tracer;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> problem(Problem problem) {
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(problem.status()).contentType(MediaType.APPLICATION_PROBLEM_JSON);
        problem.retryAfterSeconds()
                .ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
        return answer.body(detail(problem.status(), problem.type(), problem.detail(), problem.facts()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> concurrentChange(ConcurrentChange change) {
        return problem(new Problem(
                        HttpStatus.CONFLICT,
                        "concurrent-change",
                        "Other requests changed the same things at the same time; nothing was stored.",
                        Map.of())
                .retryAfter(1));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> overloaded(Overloaded overloaded) {
        log.atWarn().addKeyValue("cause", overloaded.getMessage()).log("a command was not carried out");
        return problem(new Problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "overloaded",
                        "There is more to do than can be done at the moment; this was not done.",
                        Map.of())
                .retryAfter(OVERLOADED_RETRY_SECONDS));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> eventStoreAway(EventStoreUnavailable away) {
        log.atWarn().addKeyValue("cause", away.getMessage()).log("the event store is away");
        return problem(Problem.storeUnavailable("The event store"));
    }

    /** Parameters are looked at when they are first asked for. */
    @ExceptionHandler(RequestRejectedException.class)
    ResponseEntity<ProblemDetail> rejected() {
        return problem(Problem.malformed("query", "must not contain control characters in names"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> vaultAway(VaultAway away) {
        log.atWarn().log("the vault is away");
        return problem(Problem.storeUnavailable("The vault"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(UnreadablePersonalData data) {
        log.atError()
                .addKeyValue("subject", data.subject())
                .setCause(data)
                .log("sealed personal data cannot be opened");
        return problem(new Problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "personal-data-unreadable",
                "Sealed data of a customer cannot be opened: it was changed, or its key was lost. It was not erased.",
                Map.of("reference", data.subject().value())));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> wrongType(MethodArgumentTypeMismatchException mismatch) {
        return problem(Problem.malformed(mismatch.getName(), "cannot be read"));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unexpected(Exception failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof VaultAway away) {
                return vaultAway(away);
            }
        }
        if (EventStoreUnavailable.isBehind(failure)) {
            return eventStoreAway(new EventStoreUnavailable("the event store does not answer", failure));
        }
        log.error("a request failed unexpectedly", failure);
        return problem(new Problem(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal-error",
                "Something went wrong here. The trace id finds it in the server's log.",
                Map.of()));
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        Problem problem = problemOf(unreadable.getCause());
        return ResponseEntity.status(problem.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(detail(problem.status(), problem.type(), problem.detail(), problem.facts()));
    }

    private static Problem problemOf(@Nullable Throwable cause) {
        for (@Nullable Throwable each = cause; each != null; each = each.getCause()) {
            if (each instanceof Problem problem) {
                return problem;
            }
        }
        if (cause instanceof UnrecognizedPropertyException unknown) {
            return Problem.malformed(path(unknown), "is not a field of this request");
        }
        if (cause instanceof JacksonException wrong && !wrong.getPath().isEmpty()) {
            return Problem.malformed(path(wrong), "has the wrong type");
        }
        return Problem.malformed("body", "must be a JSON object" + place(cause));
    }

    private static String place(@Nullable Throwable cause) {
        if (cause instanceof JacksonException wrong && wrong.getLocation() != null) {
            return "; it stops being one in line " + wrong.getLocation().getLineNr() + ", column "
                    + wrong.getLocation().getColumnNr();
        }
        return "";
    }

    private static String path(JacksonException wrong) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : wrong.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException unsupported,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(detail(
                        status,
                        "unsupported-media-type",
                        "The body must be " + MediaType.toString(unsupported.getSupportedMediaTypes()) + ".",
                        Map.of()));
    }

    /** What Spring itself answers, such as 404 and 405, in the same form. */
    @Override
    protected ResponseEntity<Object> handleExceptionInternal(
            Exception failure, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String type = HttpStatus.valueOf(status.value())
                .name()
                .toLowerCase(java.util.Locale.ROOT)
                .replace('_', '-');
        String text = body instanceof ProblemDetail given && given.getDetail() != null
                ? given.getDetail()
                : HttpStatus.valueOf(status.value()).getReasonPhrase();
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(detail(status, type, text, Map.of()));
    }

    /** Of this request's trace, or of one that is named here, where the container refused it before a trace was begun. */
    private String traceId(String type) {
        @Nullable Span span = tracer.currentSpan();
        if (span != null) {
            return span.context().traceId();
        }
        String traceId = tracer.nextSpan().context().traceId();
        log.atInfo().addKeyValue("type", type).addKeyValue("traceId", traceId).log("a request was refused at the door");
        return traceId;
    }

    /** Also for the filters, which answer before a controller is found. */
    ProblemDetail detail(HttpStatusCode status, String type, String text, Map<String, Object> facts) {
        ProblemDetail detail = ProblemDetail.forStatusAndDetail(status, text);
        detail.setType(URI.create("urn:comptoir:problem:" + type));
        detail.setTitle(type.replace('-', ' '));
        facts.forEach(detail::setProperty);
        detail.setProperty("traceId", traceId(type));
        return detail;
    }
}
