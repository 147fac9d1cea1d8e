package io.comptoir.platform.vault;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The vault and what opens it. Its client and its transactions are no candidates where nobody asks for them by the qualifier
 * {@code vault}: whoever asks for a database or a transaction without a name means the event store.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("comptoir.vault.url")
class VaultConfiguration {

    @Bean(destroyMethod = "close")
    Vault vault(
            @Value("${comptoir.vault.url}") String url,
            @Value("${comptoir.vault.user:comptoir}") String user,
            @Value("${comptoir.vault.password:}") String password) {
        return new Vault(url, user, password);
    }

    @Bean
    VaultWatch vaultWatch(Vault vault, MeterRegistry meters) {
        VaultWatch watch = new VaultWatch(vault);
        Gauge.builder("comptoir.store.up", watch, asked -> asked.isUp() ? 1 : 0)
                .description("1 while the store answers")
                .tag("store", "Vault")
                .register(meters);
        return watch;
    }

    @Bean(defaultCandidate = false)
    @Qualifier("vault")
    JdbcClient vaultDatabase(Vault vault) {
        return vault.database();
    }

    @Bean(defaultCandidate = false)
    @Qualifier("vault")
    TransactionTemplate vaultTransactions(Vault vault) {
        return vault.transactions();
    }

    @Bean
    Secrets secrets(Vault vault, @Value("${comptoir.encryption.keys}") Path file, Clock clock) {
        return Secrets.open(vault, file, clock);
    }
}
