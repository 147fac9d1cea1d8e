package io.comptoir.projection.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CoresTest {

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private double load;
    private final Cores cores = new Cores(
            () -> {
                looks.incrementAndGet();
                return load;
            },
            nanos::get);

    @Test
    void areBusyFromEightyFivePercentOn() {
        load = 0.84;
        assertThat(cores.areBusy()).isFalse();
        load = 0.85;
        pass(250);
        assertThat(cores.areBusy()).isTrue();
        load = 0.2;
        pass(250);
        assertThat(cores.areBusy()).isFalse();
    }

    @Test
    void areNotBusyWhereTheSystemDoesNotSay() {
        load = -1;
        assertThat(cores.areBusy()).isFalse();
        load = Double.NaN;
        pass(250);
        assertThat(cores.areBusy()).isFalse();
    }

    @Test
    void areLookedAtFourTimesASecond() {
        load = 1;
        for (int i = 0; i < 1_000; i++) {
            assertThat(cores.areBusy()).isTrue();
            pass(1);
        }
        assertThat(looks).hasValue(4);
    }

    private void pass(long millis) {
        nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
