package io.comptoir.server;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.comptoir.server.embedded.EmbeddedElasticsearch;
import io.comptoir.server.embedded.EmbeddedMongo;
import io.comptoir.server.embedded.EmbeddedPostgres;
import io.comptoir.server.embedded.EmbeddedStores;
import io.comptoir.server.embedded.EmbeddedStores.Store;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts the stores that no service is configured for, before anything asks for their addresses. A store is embedded as long
 * as its address is not given: {@code comptoir.postgresql.url}, {@code comptoir.mongodb.uri},
 * {@code comptoir.elasticsearch.uri}. The embedded PostgreSQL holds the events, unless they are elsewhere, and in a database of
 * its own the vault, unless {@code comptoir.vault.url} is given.
 */
final class EmbeddedInfrastructure implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    private static final String AXON_SERVER = "axon-server";
    private static final String POSTGRESQL_URL = "comptoir.postgresql.url";
    private static final String VAULT_URL = "comptoir.vault.url";

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        WrongSetting.check(environment);
        if (isOnAxonServer(environment)) {
            environment.getPropertySources().addFirst(axonServer(environment));
        }
        requireVaultOfItsOwn(environment);
        Path dataFolder = Path.of(environment.getRequiredProperty("comptoir.data-dir"));
        Set<Store> embedded = embedded(environment);
        EmbeddedStores stores = EmbeddedStores.start(
                dataFolder,
                embedded,
                environment.getProperty(
                        "comptoir.elasticsearch.heap-megabytes",
                        Integer.class,
                        EmbeddedElasticsearch.DEFAULT_HEAP_MEGABYTES),
                new StartupReport(System.out));
        // Requests are answered to their end before their stores go.
        stores.closeThrough(SpringApplication.getShutdownHandlers()::add);
        event.getBootstrapContext().addCloseListener(closed -> {
            ConfigurableListableBeanFactory beans =
                    closed.getApplicationContext().getBeanFactory();
            closeLast(stores, beans);
            beans.registerSingleton("lastStoreToStart", lastToStart(stores, embedded));
        });
        try {
            environment
                    .getPropertySources()
                    .addFirst(new MapPropertySource("embeddedStores", addresses(environment, stores, embedded)));
        } catch (RuntimeException e) {
            stores.close();
            throw e;
        }
    }

    /**
     * A context that is closed without its process ending takes its stores with it. What is registered first is destroyed
     * last, so everything that uses them is gone by then.
     */
    private static void closeLast(EmbeddedStores stores, ConfigurableListableBeanFactory beans) {
        if (!(beans instanceof DefaultSingletonBeanRegistry registry)) {
            throw new IllegalStateException("the context keeps its singletons in an unknown way");
        }
        registry.registerDisposableBean("embeddedStores", stores::close);
    }

    private static Set<Store> embedded(ConfigurableEnvironment environment) {
        Set<Store> embedded = EnumSet.noneOf(Store.class);
        if (hasEmbeddedEvents(environment) || isMissing(environment, VAULT_URL)) {
            embedded.add(Store.POSTGRESQL);
        }
        if (isMissing(environment, "comptoir.mongodb.uri")) {
            embedded.add(Store.MONGODB);
        }
        if (isMissing(environment, "comptoir.elasticsearch.uri")) {
            embedded.add(Store.ELASTICSEARCH);
        }
        return embedded;
    }

    private static boolean hasEmbeddedEvents(ConfigurableEnvironment environment) {
        return !isOnAxonServer(environment) && isMissing(environment, POSTGRESQL_URL);
    }

    /**
     * Who keeps the events in a database of their own backs it up, and the vault must not be in that backup: a restore would
     * bring back the keys of people who were erased since. So it is named, and never put there by default.
     */
    static void requireVaultOfItsOwn(ConfigurableEnvironment environment) {
        if (isOnAxonServer(environment) || isMissing(environment, POSTGRESQL_URL)) {
            return;
        }
        if (isMissing(environment, VAULT_URL)) {
            throw new IncompleteConfiguration(
                    "COMPTOIR_POSTGRESQL_URL names your event store, but nothing says where the vault is, the database"
                            + " of the keys. Create one beside it, name it with COMPTOIR_VAULT_URL (and"
                            + " COMPTOIR_VAULT_USER, COMPTOIR_VAULT_PASSWORD), and back it up apart from the events: a"
                            + " restore of both would bring back people who were erased.");
        }
        if (environment.getProperty(VAULT_URL, "").equals(environment.getProperty(POSTGRESQL_URL, ""))) {
            throw new IncompleteConfiguration(
                    "COMPTOIR_VAULT_URL is COMPTOIR_POSTGRESQL_URL. The keys must not lie among the events: create a"
                            + " database of its own for the vault.");
        }
    }

    private static boolean isOnAxonServer(ConfigurableEnvironment environment) {
        return AXON_SERVER.equals(environment.getProperty("comptoir.event-store"));
    }

    /** With Axon Server as the event store there is no database to connect to. */
    private static MapPropertySource axonServer(ConfigurableEnvironment environment) {
        return new MapPropertySource(
                "axonServer",
                Map.of(
                        "axon.axonserver.enabled",
                        "true",
                        "axon.axonserver.servers",
                        environment.getProperty("comptoir.axonserver.servers", "localhost:8124"),
                        "spring.autoconfigure.exclude",
                        DataSourceAutoConfiguration.class.getName()));
    }

    private static boolean isMissing(ConfigurableEnvironment environment, String property) {
        return environment.getProperty(property, "").isBlank();
    }

    private static Map<String, Object> addresses(
            ConfigurableEnvironment environment, EmbeddedStores stores, Set<Store> embedded) {
        Map<String, Object> addresses = new HashMap<>();
        if (embedded.contains(Store.POSTGRESQL)) {
            EmbeddedPostgres postgres = started(stores.postgres());
            if (hasEmbeddedEvents(environment)) {
                addresses.put(POSTGRESQL_URL, postgres.jdbcUrl());
                addresses.put("comptoir.postgresql.user", postgres.user());
                addresses.put("comptoir.postgresql.password", postgres.password());
            }
            if (isMissing(environment, VAULT_URL)) {
                addresses.put(VAULT_URL, postgres.vaultJdbcUrl());
                addresses.put("comptoir.vault.user", postgres.user());
                addresses.put("comptoir.vault.password", postgres.password());
            }
        }
        if (embedded.contains(Store.MONGODB)) {
            EmbeddedMongo mongo = started(stores.mongo());
            addresses.put("comptoir.mongodb.uri", mongo.connectionString());
            // Nobody else can have a claim there: who was killed goes on without waiting for its own to run out.
            addresses.put("comptoir.node-id", "embedded");
        }
        if (embedded.contains(Store.ELASTICSEARCH)) {
            // It takes longest, and only the projections and searches wait for it, so the rest starts beside it.
            addresses.put(
                    "comptoir.elasticsearch.uri", stores.elasticsearchUri().toString());
        }
        return addresses;
    }

    private static LastStoreToStart lastToStart(EmbeddedStores stores, Set<Store> embedded) {
        return () -> {
            if (embedded.contains(Store.ELASTICSEARCH)) {
                started(stores.elasticsearch());
            }
        };
    }

    /** Waits for the store that was still starting when the application began to. */
    @FunctionalInterface
    interface LastStoreToStart {
        void await();
    }

    @CanIgnoreReturnValue
    private static <S> S started(CompletableFuture<S> store) {
        try {
            return store.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}
