package io.comptoir.platform.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

class KeyPepperTest {

    @Test
    void aHashIsMadeWithThePepperAndNeverShowsTheKey() {
        ApiKey key = ApiKey.generate(new SecureRandom());
        KeyPepper pepper = pepperOf(1);

        String hash = pepper.hash(key);

        assertThat(hash).matches("hmac-sha-256:[0-9a-f]{8}:[0-9a-f]{64}").doesNotContain(key.reveal());
        assertThat(pepper.matches(key, hash)).isTrue();
        assertThat(pepper.made(hash)).isTrue();
        assertThat(pepper.matches(ApiKey.generate(key.id(), new SecureRandom()), hash))
                .isFalse();
        assertThat(pepperOf(2).matches(key, hash)).isFalse();
        assertThat(pepperOf(2).made(hash)).isFalse();
    }

    private static KeyPepper pepperOf(int first) {
        byte[] bytes = new byte[KeyPepper.BYTES];
        bytes[0] = (byte) first;
        return new KeyPepper(bytes);
    }
}
