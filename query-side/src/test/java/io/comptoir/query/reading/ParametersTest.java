package io.comptoir.query.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.contract.values.Channel;
import io.comptoir.platform.http.Problem;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;

class ParametersTest {

    @Test
    void limitsAPage() {
        assertThat(Parameters.limit(null)).isEqualTo(50);
        assertThat(Parameters.limit("1")).isEqualTo(1);
        assertThat(Parameters.limit("200")).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "201", "-1", "", "ten", "1.5", "99999999999"})
    void refusesALimitOutOfRange(String raw) {
        assertMalformed("limit", () -> Parameters.limit(raw));
    }

    @Test
    void readsTimesWithAnyOffset() {
        assertThat(Parameters.instant("from", "2010-12-01T08:26:00Z")).isEqualTo("2010-12-01T08:26:00Z");
        assertThat(Parameters.instant("from", "2010-12-01T08:26:00.5+01:00"))
                .isEqualTo(Instant.parse("2010-12-01T07:26:00.500Z"));
        assertThat(Parameters.instant("from", null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2010-12-01", "yesterday", "", "2010-13-01T00:00:00Z", "2010-12-01T08:26:00"})
    void refusesOtherTimes(String raw) {
        assertMalformed("to", () -> Parameters.instant("to", raw));
    }

    @Test
    void readsValuesOfTheContract() {
        assertThat(Parameters.value("channel", "shop", Channel::new)).isEqualTo(new Channel("shop"));
        assertThat(Parameters.value("channel", null, Channel::new)).isNull();
        assertMalformed("channel", () -> Parameters.value("channel", "Shop!", Channel::new));
    }

    private static void assertMalformed(String field, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(HttpStatus.BAD_REQUEST);
            assertThat(problem.facts()).containsEntry("field", field);
        });
    }
}
