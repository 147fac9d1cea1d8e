package io.comptoir.platform.access;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Where the secrets of access lie. A node that decides makes what is missing; the others must be given the same files,
 * because what they would make themselves fits no key.
 */
@Configuration(proxyBeanMethods = false)
class AccessSecrets {

    private static final String PEPPER_FILE =
            "${comptoir.access.key-pepper-file:${comptoir.data-dir:./data}/key-pepper}";
    private static final String SIGNING_KEYS_FILE =
            "${comptoir.access.signing-keys-file:${comptoir.data-dir:./data}/token-keys.json}";

    @Bean
    @ConditionalOnRole(NodeRole.COMMAND)
    KeyPepper keyPepper(@Value(PEPPER_FILE) Path path) {
        byte[] pepper = decoded(new SecretFile(path).readOrCreate(AccessSecrets::newPepper), path);
        return new KeyPepper(() -> pepper);
    }

    /** Read when it is needed, since a node that only listens needs it never. */
    @Bean
    @ConditionalOnMissingBean(KeyPepper.class)
    KeyPepper givenKeyPepper(@Value(PEPPER_FILE) Path path) {
        AtomicReference<byte @Nullable []> known = new AtomicReference<>();
        return new KeyPepper(() -> {
            byte @Nullable [] pepper = known.get();
            if (pepper == null) {
                pepper = decoded(
                        new SecretFile(path)
                                .read()
                                .orElseThrow(() -> new IllegalStateException(
                                        path + " is missing: give this node the file of a node with the role command,"
                                                + " by COMPTOIR_ACCESS_KEY_PEPPER_FILE")),
                        path);
                known.set(pepper);
            }
            return pepper;
        });
    }

    private static byte[] newPepper() {
        byte[] pepper = new byte[KeyPepper.BYTES];
        new SecureRandom().nextBytes(pepper);
        return (HexFormat.of().formatHex(pepper) + "\n").getBytes(US_ASCII);
    }

    private static byte[] decoded(byte[] file, Path path) {
        try {
            byte[] pepper = HexFormat.of().parseHex(new String(file, US_ASCII).strip());
            if (pepper.length == KeyPepper.BYTES) {
                return pepper;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(path + " holds no pepper", e);
        }
        throw new IllegalStateException(path + " holds no pepper of " + KeyPepper.BYTES + " bytes");
    }

    @Bean
    SigningKeys signingKeys(@Value(SIGNING_KEYS_FILE) Path path, Clock clock) {
        return new SigningKeys(new SecretFile(path), clock);
    }
}
