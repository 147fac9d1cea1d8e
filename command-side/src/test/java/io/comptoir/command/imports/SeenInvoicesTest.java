package io.comptoir.command.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeenInvoicesTest {

    private final SeenInvoices seen = new SeenInvoices();

    @Test
    void tellsNumbersApartThatMeanTheSame() {
        assertThat(seen.add("7")).isTrue();
        assertThat(seen.add("007")).isTrue();
        assertThat(seen.add("0")).isTrue();
        assertThat(seen.add("00")).isTrue();
        assertThat(seen.add("7")).isFalse();
        assertThat(seen.add("00")).isFalse();
    }

    @Test
    void keepsTheLongestNumber() {
        assertThat(seen.add("99999999999999999")).isTrue();
        assertThat(seen.add("99999999999999998")).isTrue();
        assertThat(seen.add("99999999999999999")).isFalse();
    }

    @Test
    void knowsExactlyWhatItSaw() {
        Random random = new Random(42);
        Set<String> truth = new HashSet<>();
        for (int i = 0; i < 200_000; i++) {
            String number = Integer.toString(random.nextInt(150_000));
            assertThat(seen.add(number)).isEqualTo(truth.add(number));
        }
        assertThat(seen.isFull()).isFalse();
    }
}
