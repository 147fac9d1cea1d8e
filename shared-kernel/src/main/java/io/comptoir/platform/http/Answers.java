package io.comptoir.platform.http;

import io.comptoir.contract.Decision;
import io.comptoir.contract.Rejection;
import io.comptoir.platform.messaging.StreamPositions;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Turns decisions into HTTP answers: what was accepted with its position, what was refused as a problem. */
@Component
public final class Answers {

    /** The position in the event stream that a later read can wait for. */
    public static final String POSITION = "Comptoir-Position";

    /** Says that this is the answer that the request with the same key was given before. */
    static final String REPLAYED = "Idempotent-Replayed";

    /** When to try again after a limit was reached. What is limited takes seconds to minutes. */
    private static final int LIMIT_RETRY_SECONDS = 10;

    private final StreamPositions positions;

    Answers(StreamPositions positions) {
        this.positions = positions;
    }

    /** 200 with the outcome. */
    public <T, B> ResponseEntity<B> ok(Decision<T> decision, Function<T, B> body) {
        Decision.Accepted<T> accepted = accepted(decision);
        return withPosition(ResponseEntity.ok(), accepted).body(body.apply(accepted.outcome()));
    }

    /** 201 with the outcome and where it is found; 200 where it had been created before. */
    public <T, B> ResponseEntity<B> created(Decision<T> decision, Function<T, URI> location, Function<T, B> body) {
        Decision.Accepted<T> accepted = accepted(decision);
        HttpStatus status = accepted.repeated() ? HttpStatus.OK : HttpStatus.CREATED;
        return withPosition(ResponseEntity.status(status), accepted)
                .location(location.apply(accepted.outcome()))
                .body(body.apply(accepted.outcome()));
    }

    /** 202 with what will be worked on and where its progress is found. */
    public <T, B> ResponseEntity<B> acceptedForLater(
            Decision<T> decision, Function<T, URI> location, Function<T, B> body) {
        Decision.Accepted<T> accepted = accepted(decision);
        return withPosition(ResponseEntity.accepted(), accepted)
                .location(location.apply(accepted.outcome()))
                .body(body.apply(accepted.outcome()));
    }

    /** What a controller throws that sees for itself what a decision would have refused. */
    public Problem refusal(Rejection rejection) {
        return problemOf(rejection);
    }

    private static <T> Decision.Accepted<T> accepted(Decision<T> decision) {
        return switch (decision) {
            case Decision.Accepted<T> accepted -> accepted;
            case Decision.Refused<T> refused -> throw problemOf(refused.rejection());
        };
    }

    private ResponseEntity.BodyBuilder withPosition(ResponseEntity.BodyBuilder answer, Decision.Accepted<?> accepted) {
        answer.header(POSITION, position(accepted));
        return accepted.replayed() ? answer.header(REPLAYED, "true") : answer;
    }

    private String position(Decision.Accepted<?> accepted) {
        return Long.toString(positions.positionOf(accepted.stream(), accepted.version()));
    }

    /** The one place where refusals become HTTP: the kind gives the status, the record's name the type, its components the facts. */
    static Problem problemOf(Rejection rejection) {
        HttpStatus status = switch (rejection.kind()) {
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case RULE_BROKEN -> HttpStatus.UNPROCESSABLE_CONTENT;
            case LIMIT_REACHED -> HttpStatus.TOO_MANY_REQUESTS;
        };
        Problem problem = new Problem(status, typeOf(rejection), rejection.explanation(), factsOf(rejection));
        return rejection.kind() == Rejection.Kind.LIMIT_REACHED ? problem.retryAfter(LIMIT_RETRY_SECONDS) : problem;
    }

    private static String typeOf(Rejection rejection) {
        return rejection
                .getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                .toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> factsOf(Rejection rejection) {
        Map<String, Object> facts = new LinkedHashMap<>();
        for (RecordComponent component : rejection.getClass().getRecordComponents()) {
            try {
                facts.put(component.getName(), component.getAccessor().invoke(rejection));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("a rejection is a public record", e);
            }
        }
        return facts;
    }
}
