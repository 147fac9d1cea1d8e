package io.comptoir.platform.vault;

import io.comptoir.server.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Clock;

/** The vault of a PostgreSQL that a test has started. */
public record OpenVault(Vault vault, Secrets secrets) implements AutoCloseable {

    public static OpenVault in(EmbeddedPostgres postgres, Path keys, Clock clock) {
        return at(postgres.vaultJdbcUrl(), postgres.user(), postgres.password(), keys, clock);
    }

    public static OpenVault at(String url, String user, String password, Path keys, Clock clock) {
        Vault vault = new Vault(url, user, password);
        return new OpenVault(vault, Secrets.open(vault, keys, clock));
    }

    @Override
    public void close() {
        vault.close();
    }
}
