package io.comptoir.platform.privacy;

import io.comptoir.platform.vault.Secrets;
import io.comptoir.platform.vault.Vault;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The keys of people in the vault. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("comptoir.vault.url")
class PrivacyConfiguration {

    private static final String TENANT_KEY = "tenant-key";

    @Bean
    SubjectKeys subjectKeys(Vault vault, Secrets secrets, Clock clock) {
        TenantKeys tenants =
                new TenantKeys(tenantId -> secrets.getOrCreate(tenantId.toString(), TENANT_KEY, TenantKeys::newSecret));
        return new SubjectKeys(new VaultKeyRows(vault), tenants, clock, System::nanoTime);
    }

    @Bean
    DestructionWatch destructionWatch(SubjectKeys keys) {
        return new DestructionWatch(keys);
    }
}
