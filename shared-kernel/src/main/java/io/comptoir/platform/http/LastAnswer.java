package io.comptoir.platform.http;

import io.comptoir.platform.access.OpenToAll;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** What the servlet container would answer with a page of its own, as a problem like everything else. */
@Hidden
@Controller
final class LastAnswer implements ErrorController {

    private final ProblemWriter problems;

    LastAnswer(ProblemWriter problems) {
        this.problems = problems;
    }

    @OpenToAll
    @RequestMapping("${server.error.path:/error}")
    void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
        problems.write(response, problemOf(request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE)));
    }

    /** @param code absent where somebody asks for this address itself, which is no resource */
    static Problem problemOf(@Nullable Object code) {
        @Nullable HttpStatus known = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
        HttpStatus status = known == null || !known.isError() ? HttpStatus.INTERNAL_SERVER_ERROR : known;
        return switch (status) {
            case UNAUTHORIZED -> KeyAuthentication.noKey();
            case BAD_REQUEST -> Problem.malformed("request", "cannot be read");
            case INTERNAL_SERVER_ERROR ->
                new Problem(
                        status,
                        "internal-error",
                        "Something went wrong here. The trace id finds it in the server's log.",
                        Map.of());
            default -> new Problem(status, typeOf(status), status.getReasonPhrase(), Map.of());
        };
    }

    private static String typeOf(HttpStatus status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
