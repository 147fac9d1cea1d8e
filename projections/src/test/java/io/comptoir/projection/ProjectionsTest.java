package io.comptoir.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.catalog.ProductRepriced;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.deadletters.DeadLetters;
import io.comptoir.platform.deadletters.Discard;
import io.comptoir.platform.messaging.PositionsInMemory;
import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.projection.catalog.ProductViews;
import io.comptoir.projection.replay.Progress;
import io.comptoir.projection.replay.ProjectionOperations;
import io.comptoir.projection.replay.ProjectionOverview;
import io.comptoir.projection.replay.ProjectionStatus;
import io.comptoir.projection.replay.ReadModels;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Primary;

/**
 * The processors with real tokens and documents, and a MongoDB that comes and goes. There is no Elasticsearch here. They mostly
 * wait, so they do it side by side, each with everything of its own.
 */
@Execution(ExecutionMode.CONCURRENT)
class ProjectionsTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PRODUCTS = ReadModels.PRODUCTS.version(1).location();
    private static final int MANY = 8_000;
    private static final String PRODUCTS_2 = ReadModels.PRODUCTS.version(2).location();
    private static final ProjectionOperations.By BY = new ProjectionOperations.By("test", null);

    /** Applications that start at the same moment would set up the one logging system at the same moment. */
    private static final Object ONE_STARTS_AT_A_TIME = new Object();

    /** Outlives the application, as a real event store does. */
    private final InMemoryEventStorageEngine stored = new InMemoryEventStorageEngine();

    private final Map<StreamId, Long> versions = new HashMap<>();
    private MongoServer server;
    private Gate gate;
    private MongoClient client;
    private @Nullable ConfigurableApplicationContext application;

    /** What ends badly on a thread of another test is none of those that wait here. */
    @BeforeAll
    static void waitForOwnThingsOnly() {
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }

    @BeforeEach
    void start() throws IOException {
        server = new MongoServer(new MemoryBackend());
        gate = new Gate(server.bind());
        client = MongoClients.create(
                "mongodb://127.0.0.1:" + server.getLocalAddress().getPort());
    }

    @AfterEach
    void stop() {
        stopApplication();
        client.close();
        gate.close();
        server.shutdownNow();
    }

    @Test
    void followsTheEventsAndKnowsHowFarItIs() {
        startApplication();
        register(600);

        awaitCaughtUp();

        assertThat(products()).hasSize(600);
        assertThat(progress().lagOf(ReadModels.PRODUCTS)).hasValue(0);
        assertThat(progress().positionOf(ReadModels.ORDERS))
                .isEqualTo(progress().positionOf(ReadModels.PRODUCTS));
    }

    @Test
    void goesOnWhereItWasAfterARestart() {
        startApplication();
        register(10);
        awaitCaughtUp();
        List<Document> before = products();
        stopApplication();

        startApplication();
        reprice(1);
        awaitCaughtUp();

        assertThat(products()).hasSameSizeAs(before);
        assertThat(views().find(TENANT, "sku-1").orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void buildsADeletedReadModelAgainFromTheFirstEvent() {
        startApplication();
        register(700);
        reprice(3);
        awaitCaughtUp();
        List<Document> before = products();
        stopApplication();

        database().getCollection(PRODUCTS).drop();
        startApplication();
        awaitCaughtUp();

        assertThat(products()).isEqualTo(before);
    }

    @Test
    void buildsAReadModelAgainThatTurnsOutToBeIncomplete() {
        startApplication();
        register(20);
        awaitCaughtUp();

        database().getCollection(PRODUCTS).deleteMany(new Document());
        reprice(3);
        await().atMost(LIMIT).until(() -> products().size() == 20);

        assertThat(views().find(TENANT, "sku-3").orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void startsWithoutItsStoreAndCatchesUpWhenItComes() {
        gate.shut();
        startApplication();
        register(10);
        assertThat(progress().positionOf(ReadModels.PRODUCTS)).isZero();

        gate.open();
        awaitCaughtUp();

        assertThat(products()).hasSize(10);
    }

    @Test
    void catchesUpAfterAnOutage() {
        startApplication();
        register(10);
        awaitCaughtUp();

        gate.shut();
        reprice(1);
        reprice(1);
        // Long enough for the framework to give up its segments several times, with longer pauses each time.
        await().during(Duration.ofSeconds(6)).atMost(LIMIT).until(() -> gate.isShut());
        gate.open();
        awaitCaughtUp();

        assertThat(views().find(TENANT, "sku-1").orElseThrow().version()).isEqualTo(3);
    }

    @Test
    void buildsAVersionBesideWhatReadersSeeAndMovesThemAndBack() {
        startApplication();
        register(600);
        reprice(3);
        awaitCaughtUp();
        List<Document> before = products();

        assertThat(operations().rebuild(ReadModels.PRODUCTS, BY, true, false)).isEmpty();
        assertThat(operations().rebuild(ReadModels.PRODUCTS, BY, true, false))
                .contains(ProjectionOperations.Refusal.REBUILD_UNDER_WAY);
        assertThat(operations().rollback(ReadModels.PRODUCTS, BY))
                .contains(ProjectionOperations.Refusal.REBUILD_UNDER_WAY);
        reprice(4);
        awaitVersion(2);

        awaitCaughtUp();
        assertThat(views().find(TENANT, "sku-4").orElseThrow().version()).isEqualTo(2);
        assertThat(products(2)).hasSameSizeAs(before).isEqualTo(products());
        reprice(5);
        awaitCaughtUp();
        assertThat(products(2))
                .as("what readers see")
                .anySatisfy(product -> assertThat(product.getLong("version")).isEqualTo(2));

        await().atMost(LIMIT)
                .until(() -> operations().rollback(ReadModels.PRODUCTS, BY).isEmpty());
        awaitVersion(1);
        awaitCaughtUp();
        assertThat(views().find(TENANT, "sku-5").orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void goesOnWithARebuildThatWasKilledInTheMiddle() {
        startApplication();
        register(MANY);
        awaitCaughtUp();
        assertThat(operations().rebuild(ReadModels.PRODUCTS, BY, true, false)).isEmpty();
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> database().getCollection(PRODUCTS_2).countDocuments() > 0);
        gate.shut(); // What it does from here on is lost, as with a process that is killed.
        stopApplication();
        int done = products(2).size();
        assertThat(done).isPositive();

        gate.open();
        startApplication();
        assertThat(status().version()).isEqualTo(1);
        awaitVersion(2);

        assertThat(products(2)).isEqualTo(products()).hasSize(MANY);
    }

    @Test
    void doesNotMoveReadersToAVersionThatIsNotTheSame() {
        startApplication();
        register(50);
        awaitCaughtUp();
        assertThat(operations().switchOver(ReadModels.PRODUCTS, BY))
                .contains(ProjectionOperations.Refusal.NOTHING_TO_SWITCH_TO);
        assertThat(operations().rollback(ReadModels.PRODUCTS, BY))
                .contains(ProjectionOperations.Refusal.NO_PREVIOUS_VERSION);
        operations().rebuild(ReadModels.PRODUCTS, BY, false, false);
        awaitStep(ProjectionStatus.Step.VERIFIED);
        assertThat(status().version()).isEqualTo(1);

        Document lost = products(2).get(7);
        database().getCollection(PRODUCTS_2).deleteOne(lost);
        assertThat(operations().switchOver(ReadModels.PRODUCTS, BY)).isEmpty();
        awaitStep(ProjectionStatus.Step.VERIFICATION_FAILED);

        assertThat(status().version()).isEqualTo(1);
        assertThat(java.util.Objects.requireNonNull(status().rebuild()).verification())
                .satisfies(comparison -> assertThat(comparison.different())
                        .singleElement()
                        .satisfies(difference -> {
                            assertThat(difference.tenantId()).isEqualTo(TENANT.toString());
                            assertThat(difference.live()).isEqualTo(50);
                            assertThat(difference.rebuilt()).isEqualTo(49);
                            assertThat(difference.documents()).isEqualTo(1);
                            assertThat(difference.liveChecksum()).isNotEqualTo(difference.rebuiltChecksum());
                        }));

        database().getCollection(PRODUCTS_2).insertOne(lost);
        assertThat(operations().switchOver(ReadModels.PRODUCTS, BY)).isEmpty();
        awaitVersion(2);
    }

    @Test
    void takesNothingInWhileItIsPaused() {
        startApplication();
        register(5);
        awaitCaughtUp();

        operations().pause(ReadModels.PRODUCTS, BY);
        await().atMost(LIMIT).until(() -> status().state() == ProjectionStatus.State.PAUSED);
        await().pollDelay(Duration.ofSeconds(2)).atMost(LIMIT).until(() -> true);
        reprice(1);
        assertThat(progress().await(ReadModels.PRODUCTS, head(), Duration.ofSeconds(1)))
                .isFalse();
        assertThat(views().find(TENANT, "sku-1").orElseThrow().version()).isEqualTo(1);

        operations().resume(ReadModels.PRODUCTS, BY);
        awaitCaughtUp();
        assertThat(views().find(TENANT, "sku-1").orElseThrow().version()).isEqualTo(2);
        assertThat(java.util.Objects.requireNonNull(status().lastOperation()).what())
                .isEqualTo("resume");
    }

    @Test
    void parksTheSequenceOfAnEventThatCannotBeAppliedAndOnlyThat() {
        startApplication();
        register(20);
        Sku unregistered = new Sku("unregistered");
        publish(new ProductRepriced(TENANT, unregistered, new Money(1, GBP), null), unregistered);
        publish(new ProductRepriced(TENANT, unregistered, new Money(2, GBP), null), unregistered);
        reprice(3);
        awaitCaughtUp();

        assertThat(views().find(TENANT, "sku-3").orElseThrow().version()).isEqualTo(2);
        assertThat(views().find(TENANT, "unregistered")).isEmpty();
        DeadLetters letters = bean(DeadLetters.class);
        DeadLetter parked = letters.list(TENANT, "products", null, 10).getFirst();
        assertThat(letters.list(TENANT, null, null, 10)).containsExactly(parked);
        assertThat(letters.list(TenantId.of("00000000-0000-7000-8000-000000000002"), null, null, 10))
                .isEmpty();
        assertThat(parked.handler()).isEqualTo("products@1");
        assertThat(parked.version()).isEqualTo(1);
        assertThat(parked.cause()).isEqualTo(DeadLetter.Cause.NOT_APPLICABLE);
        assertThat(parked.attempts()).isEqualTo(1);

        letters.askForRetry(parked.id());
        await().atMost(LIMIT)
                .until(() -> letters.find(parked.id()).orElseThrow().attempts() == 2);

        leaveOut(parked, 1);
        await().atMost(LIMIT)
                .until(() -> letters.find(parked.id()).orElseThrow().version() == 2);
        leaveOut(parked, 2);
        await().atMost(LIMIT).until(() -> letters.find(parked.id()).isEmpty());

        operations().rebuild(ReadModels.PRODUCTS, BY, true, false);
        awaitVersion(2);
        assertThat(letters.counts()).as("what was discarded stays so").doesNotContainKey("products@2");
    }

    private void leaveOut(DeadLetter parked, long version) {
        DeadLetters letters = bean(DeadLetters.class);
        letters.discard(new Discard(
                parked.group(), TENANT, parked.stream(), version, java.time.Instant.EPOCH, "test", "wrong", null));
        letters.askForRetry(parked.id());
    }

    private ProjectionStatus status() {
        return bean(ProjectionOverview.class).of(ReadModels.PRODUCTS);
    }

    private void awaitVersion(int version) {
        await("version " + version).atMost(LIMIT).until(() -> status().version() == version);
    }

    private void awaitStep(ProjectionStatus.Step step) {
        await(step.name()).atMost(LIMIT).until(() -> {
            ProjectionStatus.@Nullable Rebuilding rebuild = status().rebuild();
            return rebuild != null && rebuild.state() == step;
        });
    }

    private ProjectionOperations operations() {
        return bean(ProjectionOperations.class);
    }

    private void awaitCaughtUp() {
        long head = head();
        assertThat(progress().await(ReadModels.PRODUCTS, head, LIMIT)).isTrue();
        assertThat(progress().await(ReadModels.ORDERS, head, LIMIT)).isTrue();
    }

    private long head() {
        return bean(StreamPositions.class).head();
    }

    private void register(int count) {
        List<GenericDomainEventMessage<?>> messages = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            Sku sku = new Sku("sku-" + number);
            messages.add(message(
                    new ProductRegistered(TENANT, sku, new Note("Crème " + number), new Money(number, GBP)), sku));
        }
        bean(EventStore.class).publish(messages);
    }

    private void reprice(int number) {
        Sku sku = new Sku("sku-" + number);
        publish(new ProductRepriced(TENANT, sku, new Money(1_000, GBP), null), sku);
    }

    private void publish(ProductEvent event, Sku sku) {
        bean(EventStore.class).publish(message(event, sku));
    }

    private GenericDomainEventMessage<DomainEvent> message(DomainEvent event, Sku sku) {
        StreamId stream = ProductEvent.streamOf(TENANT, sku);
        long sequence = versions.merge(stream, 1L, Long::sum) - 1;
        return new GenericDomainEventMessage<>("Product", stream.toString(), sequence, event);
    }

    private List<Document> products() {
        return products(1);
    }

    private List<Document> products(int version) {
        return database()
                .getCollection(ReadModels.PRODUCTS.version(version).location())
                .find()
                .sort(new Document("_id", 1))
                .into(new ArrayList<>());
    }

    private MongoDatabase database() {
        return client.getDatabase("comptoir");
    }

    private Progress progress() {
        return bean(Progress.class);
    }

    private ProductViews views() {
        return bean(ProductViews.class);
    }

    private <T> T bean(Class<T> type) {
        return java.util.Objects.requireNonNull(application).getBean(type);
    }

    private void startApplication() {
        SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .bannerMode(org.springframework.boot.Banner.Mode.OFF)
                .initializers(context -> context.getBeanFactory().registerSingleton("stored", stored))
                .properties(
                        "comptoir.mongodb.uri=mongodb://127.0.0.1:" + gate.port() + "/comptoir",
                        "comptoir.elasticsearch.uri=http://127.0.0.1:1",
                        "comptoir.node-id=test",
                        "axon.axonserver.enabled=false",
                        "axon.update-check.disabled=true");
        synchronized (ONE_STARTS_AT_A_TIME) {
            application = builder.run();
        }
    }

    private void stopApplication() {
        if (application != null) {
            SpringApplication.exit(application);
            application = null;
        }
    }

    @SpringBootConfiguration
    @ImportAutoConfiguration({
        org.axonframework.springboot.autoconfig.AxonAutoConfiguration.class,
        org.axonframework.springboot.autoconfig.EventProcessingAutoConfiguration.class,
        org.axonframework.springboot.autoconfig.AxonTracingAutoConfiguration.class,
        org.axonframework.springboot.autoconfig.InfraConfiguration.class,
        org.axonframework.springboot.autoconfig.ObjectMapperAutoConfiguration.class,
        org.axonframework.springboot.autoconfig.NoOpTransactionAutoConfiguration.class
    })
    @ComponentScan
    static class Application {

        /**
         * Waits for the event store, as those of an Axon Server do, which come from it. The store waits for the projections, so
         * none of these may wait for positions.
         */
        @Bean
        StreamPositions streamPositions(EventStore events, InMemoryEventStorageEngine stored) {
            return new PositionsInMemory(stored);
        }

        @Bean
        @Primary
        Serializer serializer() {
            return Jackson3Serializer.builder().build();
        }

        @Bean
        TransactionManager transactions() {
            return NoTransactionManager.INSTANCE;
        }

        @Bean
        java.time.Clock clock() {
            return java.time.Clock.systemUTC();
        }

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }
    }
}
