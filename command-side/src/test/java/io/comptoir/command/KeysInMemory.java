package io.comptoir.command;

import io.comptoir.platform.access.KeyPepper;
import io.comptoir.platform.access.SigningKeys;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;

/** What a server keeps in its vault for credentials, for tests that have no vault. Imported by name. */
public class KeysInMemory {

    @Bean
    KeyPepper keyPepper() {
        return new KeyPepper(new byte[KeyPepper.BYTES]);
    }

    @Bean
    SigningKeys signingKeys(Clock clock) {
        Map<String, byte[]> secrets = new ConcurrentHashMap<>();
        return new SigningKeys(
                new SigningKeys.Safe() {
                    @Override
                    public byte[] getOrCreate(String name, Supplier<byte[]> making) {
                        return secrets.computeIfAbsent(name, missing -> making.get());
                    }

                    @Override
                    public Optional<byte[]> find(String name) {
                        return Optional.ofNullable(secrets.get(name));
                    }
                },
                clock);
    }
}
