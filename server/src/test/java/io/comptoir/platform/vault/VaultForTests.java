package io.comptoir.platform.vault;

import io.comptoir.server.embedded.EmbeddedPostgres;

/** The vault of an embedded PostgreSQL, for tests of who keeps something in it. */
public final class VaultForTests implements AutoCloseable {

    private final Vault vault;

    public VaultForTests(EmbeddedPostgres postgres) {
        this.vault = new Vault(postgres.vaultJdbcUrl(), postgres.user(), postgres.password());
    }

    public Vault vault() {
        return vault;
    }

    @Override
    public void close() {
        vault.close();
    }
}
