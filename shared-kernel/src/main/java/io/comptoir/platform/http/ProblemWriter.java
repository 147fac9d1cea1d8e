package io.comptoir.platform.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Answers with a problem from a filter, where no controller advice reaches. */
@Component
final class ProblemWriter {

    private final ProblemAnswers answers;
    private final JsonMapper json;

    ProblemWriter(ProblemAnswers answers, JsonMapper json) {
        this.answers = answers;
        this.json = json;
    }

    void write(HttpServletResponse response, Problem problem) throws IOException {
        response.setStatus(problem.status().value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        if (problem.status() == HttpStatus.UNAUTHORIZED) {
            // As RFC 6750 has it, for clients that know tokens only.
            boolean token = problem.type().equals("invalid-token");
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, token ? "Bearer error=\"invalid_token\"" : "Bearer");
        }
        problem.retryAfterSeconds()
                .ifPresent(seconds -> response.setHeader(HttpHeaders.RETRY_AFTER, Integer.toString(seconds)));
        json.writeValue(
                response.getOutputStream(),
                answers.detail(problem.status(), problem.type(), problem.detail(), problem.facts()));
    }
}
