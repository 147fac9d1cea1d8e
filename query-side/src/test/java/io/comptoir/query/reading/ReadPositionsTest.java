package io.comptoir.query.reading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.comptoir.contract.values.NearTexts;
import io.comptoir.platform.http.Problem;
import io.comptoir.projection.replay.Progress;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.Store;
import io.comptoir.projection.replay.StoreWatch;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.method.HandlerMethod;

class ReadPositionsTest {

    private final Progress progress = mock();
    private final StoreWatch stores = mock();
    private final ReadPositions positions = new ReadPositions(progress, stores);
    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    static class Endpoints {
        @ReadsFrom("orders")
        public void orders() {}

        @ReadsFrom(ReadsFrom.EVENT_STORE)
        public void history() {}

        public void other() {}
    }

    @BeforeEach
    void isFarEnough() {
        when(stores.isUp(any())).thenReturn(true);
        when(progress.await(any(), eq(0L), any())).thenReturn(true);
        when(progress.positionOf(ReadModels.ORDERS)).thenReturn(90L);
        when(progress.lagOf(ReadModels.ORDERS)).thenReturn(OptionalLong.of(10));
        when(progress.head()).thenReturn(OptionalLong.of(100));
    }

    @Test
    void tellsHowFarTheReadModelIs() throws Exception {
        assertThat(positions.preHandle(request, response, endpoint("orders"))).isTrue();

        assertThat(response.getHeader("Comptoir-Position")).isEqualTo("90");
        assertThat(response.getHeader("Comptoir-Lag")).isEqualTo("10");
    }

    @Test
    void tellsThePositionWithoutTheLagWhileTheEventStoreIsAway() throws Exception {
        when(progress.lagOf(ReadModels.ORDERS)).thenReturn(OptionalLong.empty());

        positions.preHandle(request, response, endpoint("orders"));

        assertThat(response.getHeader("Comptoir-Position")).isEqualTo("90");
        assertThat(response.getHeader("Comptoir-Lag")).isNull();
    }

    @Test
    void waitsForThePositionAReaderAsksFor() throws Exception {
        request.addHeader("Comptoir-After", "95");
        when(progress.await(ReadModels.ORDERS, 95, ReadPositions.WAIT_LIMIT)).thenReturn(true);

        assertThat(positions.preHandle(request, response, endpoint("orders"))).isTrue();
    }

    @Test
    void saysThatTheReadModelIsBehindAfterTheLimit() throws Exception {
        request.addHeader("Comptoir-After", "95");
        HandlerMethod endpoint = endpoint("orders");

        assertThatThrownBy(() -> positions.preHandle(request, response, endpoint))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
                    assertThat(problem.type()).isEqualTo("projection-behind");
                    assertThat(problem.retryAfterSeconds()).isEqualTo(OptionalInt.of(1));
                    assertThat(problem.facts())
                            .containsEntry("readModel", "orders")
                            .containsEntry("position", 90L)
                            .containsEntry("after", 95L);
                });
    }

    @Test
    void doesNotWaitForAStoreThatIsAway() throws Exception {
        when(stores.isUp(Store.MONGODB)).thenReturn(false);
        HandlerMethod endpoint = endpoint("orders");

        assertThatThrownBy(() -> positions.preHandle(request, response, endpoint))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.type()).isEqualTo("store-unavailable"));
        verify(progress, never()).await(any(), eq(0L), any());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "", "1.0", "99999999999999999999"})
    void refusesWhatIsNoPosition(String after) throws Exception {
        request.addHeader("Comptoir-After", after);
        HandlerMethod endpoint = endpoint("orders");

        assertThatThrownBy(() -> positions.preHandle(request, response, endpoint))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(HttpStatus.BAD_REQUEST);
                    assertThat(problem.facts()).containsEntry("field", "Comptoir-After");
                });
    }

    @Test
    void readsAPositionOrRefusesIt() {
        when(progress.await(any(), anyLong(), any())).thenReturn(true);
        NearTexts.forEach(List.of("90", "9223372036854775807"), text -> {
            MockHttpServletRequest asked = new MockHttpServletRequest();
            asked.addHeader("Comptoir-After", text);
            try {
                positions.preHandle(asked, response, endpoint("orders"));
            } catch (Problem refused) {
                assertThat(refused.facts()).containsEntry("field", "Comptoir-After");
                return;
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
            assertThat(Long.parseLong(text.strip())).isNotNegative();
        });
    }

    @Test
    void takesTheHistoryForNeverBehind() throws Exception {
        positions.preHandle(request, response, endpoint("history"));

        assertThat(response.getHeader("Comptoir-Position")).isEqualTo("100");
        assertThat(response.getHeader("Comptoir-Lag")).isEqualTo("0");
    }

    @Test
    void leavesOtherEndpointsAlone() throws Exception {
        HandlerMethod other = endpoint("other");

        assertThatCode(() -> positions.preHandle(request, response, other)).doesNotThrowAnyException();
        assertThat(response.getHeaderNames()).isEmpty();
    }

    private static HandlerMethod endpoint(String name) throws NoSuchMethodException {
        return new HandlerMethod(new Endpoints(), name);
    }
}
