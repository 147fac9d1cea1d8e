package io.comptoir.query.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.platform.http.Problem;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;

class KnownParametersTest {

    private final KnownParameters parameters = new KnownParameters();
    private final MockHttpServletRequest request = new MockHttpServletRequest();

    static class Endpoints {
        @ReadsFrom("orders")
        public void list(@RequestParam String status, @RequestParam(name = "q") String words) {}
    }

    @Test
    void letsThroughWhatTheEndpointDeclares() throws Exception {
        request.addParameter("status", "placed");
        request.addParameter("q", "heart");

        assertThat(parameters.preHandle(request, new MockHttpServletResponse(), endpoint()))
                .isTrue();
    }

    @Test
    void refusesAMisspeltParameter() throws Exception {
        request.addParameter("stauts", "placed");

        assertRefused("stauts");
    }

    @Test
    void refusesAParameterThatComesTwice() throws Exception {
        request.addParameter("status", "placed", "cancelled");

        assertRefused("status");
    }

    private void assertRefused(String name) throws Exception {
        HandlerMethod endpoint = endpoint();
        assertThatThrownBy(() -> parameters.preHandle(request, new MockHttpServletResponse(), endpoint))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(HttpStatus.BAD_REQUEST);
                    assertThat(problem.facts()).containsEntry("field", name);
                });
    }

    private static HandlerMethod endpoint() throws NoSuchMethodException {
        return new HandlerMethod(new Endpoints(), "list", String.class, String.class);
    }
}
