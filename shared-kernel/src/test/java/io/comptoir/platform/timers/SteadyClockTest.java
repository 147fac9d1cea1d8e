package io.comptoir.platform.timers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SteadyClockTest {

    private final TestClock wall = new TestClock();
    private final SteadyClock steady = new SteadyClock(wall.clock(), wall::nanoTime);

    @Test
    void goesAsTheWallClockDoes() {
        for (int i = 0; i < 100; i++) {
            wall.pass(Duration.ofSeconds(7));
            assertThat(steady.now()).isEqualTo(wall.instant());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {10, -10})
    void followsACorrectionAtOnce(long seconds) {
        wall.pass(Duration.ofSeconds(1)).jump(Duration.ofSeconds(seconds));

        assertThat(steady.now()).isEqualTo(wall.instant());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, -11, 7_200, -7_200})
    void goesOnByTheOldTimeWhileAJumpIsFresh(long seconds) {
        Instant before = wall.instant();
        wall.jump(Duration.ofSeconds(seconds));
        assertThat(steady.now()).isEqualTo(before);
        wall.pass(Duration.ofSeconds(59));
        assertThat(steady.now()).isEqualTo(before.plusSeconds(59));

        wall.pass(Duration.ofSeconds(1));
        assertThat(steady.now()).isEqualTo(wall.instant());
    }

    @ParameterizedTest
    @ValueSource(longs = {7_200, -7_200})
    void isNotMovedByAJumpThatIsTakenBack(long seconds) {
        Instant before = wall.instant();
        wall.jump(Duration.ofSeconds(seconds));
        assertThat(steady.now()).isEqualTo(before);
        wall.pass(Duration.ofSeconds(30)).jump(Duration.ofSeconds(-seconds));

        assertThat(steady.now()).isEqualTo(before.plusSeconds(30));
        // And another one later begins its minute anew.
        wall.pass(Duration.ofSeconds(40)).jump(Duration.ofSeconds(seconds));
        assertThat(steady.now()).isEqualTo(before.plusSeconds(70));
        wall.pass(Duration.ofSeconds(59));
        assertThat(steady.now()).isEqualTo(before.plusSeconds(129));
    }
}
