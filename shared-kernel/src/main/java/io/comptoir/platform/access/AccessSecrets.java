package io.comptoir.platform.access;

import io.comptoir.platform.vault.Secrets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The secrets of access lie in the vault, where all nodes find the same ones and the events are not. */
@Configuration(proxyBeanMethods = false)
class AccessSecrets {

    private static final String PEPPER = "api-key-pepper";

    /** Read once: a node that verified keys goes on while the vault is away. */
    @Bean
    KeyPepper keyPepper(Secrets secrets) {
        byte[] pepper = secrets.getOrCreate(Secrets.PLATFORM, PEPPER, AccessSecrets::newPepper);
        return new KeyPepper(pepper);
    }

    private static byte[] newPepper() {
        byte[] pepper = new byte[KeyPepper.BYTES];
        new SecureRandom().nextBytes(pepper);
        return pepper;
    }

    @Bean
    SigningKeys signingKeys(Secrets secrets, Clock clock) {
        return new SigningKeys(new InTheVault(secrets), clock);
    }

    private record InTheVault(Secrets secrets) implements SigningKeys.Safe {

        @Override
        public byte[] getOrCreate(String name, Supplier<byte[]> making) {
            return secrets.getOrCreate(Secrets.PLATFORM, name, making);
        }

        @Override
        public Optional<byte[]> find(String name) {
            return secrets.find(Secrets.PLATFORM, name);
        }
    }
}
