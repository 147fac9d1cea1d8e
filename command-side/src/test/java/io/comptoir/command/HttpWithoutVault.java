package io.comptoir.command;

import io.comptoir.platform.access.KeyPepper;
import io.comptoir.platform.access.SigningKeys;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;

/** The HTTP side of the platform, with its secrets in memory. Found by name only, not by looking for components. */
@ComponentScan(
        basePackages = {"io.comptoir.platform.http", "io.comptoir.platform.access"},
        excludeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = "io\\.comptoir\\.platform\\.access\\.AccessSecrets"))
public class HttpWithoutVault {

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
