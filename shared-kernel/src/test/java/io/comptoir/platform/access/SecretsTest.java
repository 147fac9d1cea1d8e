package io.comptoir.platform.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

    @TempDir
    private Path folder;

    @Test
    void aSecretFileIsForItsOwnerAloneAndIsWrittenOnce() throws Exception {
        SecretFile file = new SecretFile(folder.resolve("deeper/secret"));

        assertThat(file.read()).isEmpty();
        assertThat(file.readOrCreate(() -> "one".getBytes(US_ASCII))).asString().isEqualTo("one");
        assertThat(file.readOrCreate(() -> "two".getBytes(US_ASCII))).asString().isEqualTo("one");
        file.write("three".getBytes(US_ASCII));

        assertThat(file.read().orElseThrow()).asString().isEqualTo("three");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                .isEqualTo("rw-------");
        try (var left = Files.list(folder.resolve("deeper"))) {
            assertThat(left).containsExactly(file.path());
        }
    }

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
        return new KeyPepper(() -> bytes);
    }
}
