package io.comptoir.server;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

/** The keys of people must not come back with a restore of the events, so they never lie there by default. */
class EmbeddedInfrastructureTest {

    private static final String EVENTS = "jdbc:postgresql://db.example.org/comptoir";

    private final MockEnvironment settings = new MockEnvironment();

    @Test
    void aGivenEventStoreWantsAVaultThatIsNamed() {
        settings.setProperty("comptoir.postgresql.url", EVENTS);

        assertThatThrownBy(() -> EmbeddedInfrastructure.requireVaultOfItsOwn(settings))
                .isInstanceOf(IncompleteConfiguration.class)
                .hasMessageContaining("name it with COMPTOIR_VAULT_URL");
    }

    @Test
    void theVaultIsNotTheEventStore() {
        settings.setProperty("comptoir.postgresql.url", EVENTS);
        settings.setProperty("comptoir.vault.url", EVENTS);

        assertThatThrownBy(() -> EmbeddedInfrastructure.requireVaultOfItsOwn(settings))
                .isInstanceOf(IncompleteConfiguration.class)
                .hasMessageContaining("The keys must not lie among the events");
    }

    @Test
    void isContentWithTwoDatabasesAndWithWhatItBringsItself() {
        assertThatCode(() -> EmbeddedInfrastructure.requireVaultOfItsOwn(settings))
                .doesNotThrowAnyException();
        settings.setProperty("comptoir.event-store", "axon-server");
        assertThatCode(() -> EmbeddedInfrastructure.requireVaultOfItsOwn(settings))
                .doesNotThrowAnyException();
        settings.setProperty("comptoir.event-store", "postgresql");
        settings.setProperty("comptoir.postgresql.url", EVENTS);
        settings.setProperty("comptoir.vault.url", "jdbc:postgresql://db.example.org/vault");
        assertThatCode(() -> EmbeddedInfrastructure.requireVaultOfItsOwn(settings))
                .doesNotThrowAnyException();
    }
}
