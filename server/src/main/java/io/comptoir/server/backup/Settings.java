package io.comptoir.server.backup;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where an installation is, told as the server itself is told it: by its environment.
 *
 * @param events         empty where the event store is embedded, or Axon Server
 * @param vault          empty where it is embedded
 * @param encryptionKeys the file, whether it is there or not
 */
record Settings(
        Path dataFolder,
        boolean onAxonServer,
        Optional<Database> events,
        Optional<Database> vault,
        Path encryptionKeys,
        boolean readModelsAreGiven) {

    private static final String USER = "comptoir";

    /** @throws Refused if it names the events and not the vault */
    static Settings of(Map<String, String> environment) {
        Path folder = Path.of(told(environment, "COMPTOIR_DATA_DIR", "./data"));
        boolean onAxonServer = told(environment, "COMPTOIR_EVENT_STORE", "").equals("axon-server");
        Optional<Database> events =
                onAxonServer ? Optional.empty() : given(environment, Part.EVENTS, "COMPTOIR_POSTGRESQL_");
        Optional<Database> vault = given(environment, Part.VAULT, "COMPTOIR_VAULT_");
        if (events.isPresent() && vault.isEmpty()) {
            throw new Refused(
                    "COMPTOIR_POSTGRESQL_URL names your event store, but nothing says where its vault is. Name it"
                            + " with COMPTOIR_VAULT_URL (and COMPTOIR_VAULT_USER, COMPTOIR_VAULT_PASSWORD), as the server is told it.");
        }
        return new Settings(
                folder,
                onAxonServer,
                events,
                vault,
                Path.of(told(
                        environment,
                        "COMPTOIR_ENCRYPTION_KEYS",
                        folder.resolve("encryption-keys.json").toString())),
                !told(environment, "COMPTOIR_MONGODB_URI", "").isEmpty()
                        || !told(environment, "COMPTOIR_ELASTICSEARCH_URI", "").isEmpty());
    }

    private static Optional<Database> given(Map<String, String> environment, Part part, String prefix) {
        String url = told(environment, prefix + "URL", "");
        return url.isEmpty()
                ? Optional.empty()
                : Optional.of(new Database(
                        part,
                        url,
                        told(environment, prefix + "USER", USER),
                        environment.getOrDefault(prefix + "PASSWORD", "")));
    }

    private static String told(Map<String, String> environment, String name, String otherwise) {
        String value = environment.getOrDefault(name, "").strip();
        return value.isEmpty() ? otherwise : value;
    }

    Optional<Database> given(Part part) {
        return switch (part) {
            case EVENTS -> events;
            case VAULT -> vault;
        };
    }

    /** Whether one of these databases is embedded, and so in the data folder. */
    boolean isEmbedded() {
        return vault.isEmpty() || (events.isEmpty() && !onAxonServer);
    }
}
