package io.comptoir.server.embedded;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded stores of one server: starts those that are wanted side by side, stops them all when this process ends.
 *
 * <p>Each store is given as a future, so that work that needs only PostgreSQL can begin while Elasticsearch, which takes
 * longest, still starts. A future fails with {@link EmbeddedStoreFailure}, and the others go on: the caller decides.
 */
public final class EmbeddedStores implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedStores.class);

    private final DataFolder folder;
    private final EmbeddedPostgres postgres;
    private final EmbeddedElasticsearch elasticsearch;
    private final EmbeddedMongo mongo;
    private final CompletableFuture<EmbeddedPostgres> startedPostgres;
    private final CompletableFuture<EmbeddedElasticsearch> startedElasticsearch;
    private final CompletableFuture<EmbeddedMongo> startedMongo;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread shutdownHook = new Thread(this::close, "stop-embedded-stores");

    /** A store that can be embedded or given as a service. */
    public enum Store {
        POSTGRESQL,
        ELASTICSEARCH,
        MONGODB
    }

    private EmbeddedStores(DataFolder folder, Set<Store> wanted, int heapMegabytes, StartupListener listener) {
        this.folder = folder;
        this.postgres = new EmbeddedPostgres(folder, listener);
        this.elasticsearch = new EmbeddedElasticsearch(folder, heapMegabytes, listener);
        this.mongo = new EmbeddedMongo(folder, listener);
        Runtime.getRuntime().addShutdownHook(shutdownHook);
        this.startedPostgres = begin(Store.POSTGRESQL, wanted, postgres, postgres::start);
        this.startedElasticsearch = begin(Store.ELASTICSEARCH, wanted, elasticsearch, elasticsearch::start);
        this.startedMongo = begin(Store.MONGODB, wanted, mongo, mongo::start);
    }

    /**
     * Takes the data folder and begins to start the wanted stores; returns at once.
     *
     * @param elasticsearchHeapMegabytes see {@link EmbeddedElasticsearch#DEFAULT_HEAP_MEGABYTES}
     * @throws DataFolderInUse if another server works on the folder
     */
    public static EmbeddedStores start(
            Path dataFolder, Set<Store> wanted, int elasticsearchHeapMegabytes, StartupListener listener) {
        DataFolder folder = DataFolder.open(dataFolder);
        try {
            return new EmbeddedStores(folder, wanted, elasticsearchHeapMegabytes, listener);
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    private static <S> CompletableFuture<S> begin(Store store, Set<Store> wanted, S starting, Start start) {
        CompletableFuture<S> started = new CompletableFuture<>();
        if (!wanted.contains(store)) {
            started.completeExceptionally(new EmbeddedStoreFailure(store + " is not among the embedded stores"));
            return started;
        }
        Thread.ofPlatform().daemon().name("start-" + store).start(() -> {
            try {
                start.run();
                started.complete(starting);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                started.completeExceptionally(e);
            } catch (RuntimeException | Error e) {
                started.completeExceptionally(e);
            }
        });
        return started;
    }

    public CompletableFuture<EmbeddedPostgres> postgres() {
        return startedPostgres.copy();
    }

    public CompletableFuture<EmbeddedElasticsearch> elasticsearch() {
        return startedElasticsearch.copy();
    }

    /**
     * Where Elasticsearch will answer, known before it does, so that a server that can wait for its search need not wait
     * with all the rest.
     */
    public URI elasticsearchUri() {
        return elasticsearch.uri();
    }

    public CompletableFuture<EmbeddedMongo> mongo() {
        return startedMongo.copy();
    }

    /**
     * Leaves it to somebody else to close this when the process ends. The shutdown hooks of a process run at once, so
     * a server that still answers its last requests would lose its stores to our own hook; it takes over with, for
     * example, {@code stores.closeThrough(SpringApplication.getShutdownHandlers()::add)}.
     */
    public void closeThrough(Consumer<Runnable> registration) {
        registration.accept(this::close);
        removeShutdownHook();
    }

    /** Stops all stores, side by side, and gives the data folder back. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        List<Thread> stopping = List.of(
                stop("stop-postgresql", postgres),
                stop("stop-elasticsearch", elasticsearch),
                stop("stop-mongodb", mongo));
        try {
            for (Thread thread : stopping) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        folder.close();
        removeShutdownHook();
    }

    private static Thread stop(String name, AutoCloseable store) {
        return Thread.ofPlatform().name(name).start(() -> {
            try {
                store.close();
            } catch (Exception e) {
                LOG.error("An embedded store could not be stopped: step={}", name, e);
            }
        });
    }

    private void removeShutdownHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            LOG.trace("The process is ending, so its hooks stay", e);
        }
    }

    @FunctionalInterface
    private interface Start {
        void run() throws InterruptedException;
    }
}
