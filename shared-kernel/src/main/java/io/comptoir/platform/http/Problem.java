package io.comptoir.platform.http;

import java.util.Map;
import java.util.OptionalInt;
import org.springframework.http.HttpStatus;

/**
 * An answer that is not the wanted one, as RFC 9457 has it. Thrown by controllers and what they call; {@link ProblemAnswers}
 * turns it into {@code application/problem+json}.
 */
public final class Problem extends RuntimeException {

    private final HttpStatus status;
    private final String type;
    private final Map<String, Object> facts;
    private final OptionalInt retryAfterSeconds;

    /**
     * @param type   stable, in kebab-case, such as {@code insufficient-stock}
     * @param detail one sentence for a person, without personal data
     * @param facts  further members of the answer, what a program needs to react
     */
    public Problem(HttpStatus status, String type, String detail, Map<String, Object> facts) {
        this(status, type, detail, facts, OptionalInt.empty());
    }

    private Problem(
            HttpStatus status, String type, String detail, Map<String, Object> facts, OptionalInt retryAfterSeconds) {
        super(detail);
        this.status = status;
        this.type = type;
        this.facts = Map.copyOf(facts);
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** The same thing may work in so many seconds; the answer says so in {@code Retry-After}. */
    public Problem retryAfter(int seconds) {
        return new Problem(status, type, detail(), facts, OptionalInt.of(seconds));
    }

    /** A field that cannot be read: missing, of the wrong type or unknown. */
    public static Problem malformed(String field, String requirement) {
        return new Problem(
                HttpStatus.BAD_REQUEST, "malformed-request", field + " " + requirement, Map.of("field", field));
    }

    /** A field that can be read, but whose value is out of its range. */
    public static Problem invalid(String field, String requirement) {
        return new Problem(
                HttpStatus.UNPROCESSABLE_CONTENT, "invalid-value", field + " " + requirement, Map.of("field", field));
    }

    /** Nothing there; the same for what does not exist and for what belongs to another organization. */
    public static Problem notFound(String what) {
        return new Problem(HttpStatus.NOT_FOUND, "not-found", "There is no such " + what + ".", Map.of());
    }

    /** A store that this answer needs is away. */
    public static Problem storeUnavailable(String store) {
        return new Problem(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "store-unavailable",
                        store + " does not answer at the moment.",
                        Map.of("store", store))
                .retryAfter(2);
    }

    public HttpStatus status() {
        return status;
    }

    public String type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public Map<String, Object> facts() {
        return facts;
    }

    public OptionalInt retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
