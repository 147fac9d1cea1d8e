package io.comptoir.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.catalog.RegisterProduct;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.orders.AcceptOrder;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.PositionsInMemory;
import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.platform.privacy.KeysInMemory;
import io.comptoir.platform.privacy.SubjectKeys;
import io.comptoir.projection.replay.ReadModel;
import io.comptoir.projection.replay.ReadModels;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * What happens by itself, with everything that takes part: the deciding side, the projections, the processes, and a mail
 * server. The event store is in memory and outlives the application, which is stopped and started again.
 */
class ProcessesTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Currency GBP = Currency.getInstance("GBP");
    private static final Sku CUP = new Sku("CUP");
    private static final Actor KEY = Actor.key("abcdefghijkl2345");
    private static final String ADDRESS = "ada@example.org";

    private static InMemoryEventStorageEngine stored = new InMemoryEventStorageEngine();

    private final TenantId tenant = new TenantId(Uuids.timeOrdered(Instant.EPOCH));
    private final Clock clock = Clock.tickMillis(java.time.ZoneOffset.UTC);
    private final GreenMail mails = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private final MongoServer mongo = new MongoServer(new MemoryBackend());
    private final MongoClient client = MongoClients.create(mongo.bindAndGetConnectionString());
    private @Nullable ConfigurableApplicationContext application;

    @BeforeEach
    void start() {
        stored = new InMemoryEventStorageEngine();
        mails.start();
    }

    @AfterEach
    void stop() {
        stopApplication();
        client.close();
        mongo.shutdownNow();
        mails.stop();
    }

    @Test
    void confirmsEachOrderOnceFromTheDayThatAMailServerIsThere() {
        startApplication(false);
        send(new RegisterProduct(tenant, CUP, new Note("A cup"), Money.of("2.00", GBP)), KEY);
        place(ADDRESS, null, KEY);
        awaitNothingToDo();
        assertThat(documents(ReadModels.EFFECTS.version(1).location())).isEmpty();
        stopApplication();

        startApplication(true);
        place(ADDRESS, null, KEY);
        place(ADDRESS, null, KEY);
        place(null, null, KEY);
        place(ADDRESS, null, Actor.process("import", "abcdefghijkl2345"));
        awaitMails(2);
        awaitNothingToDo();
        stopApplication();

        // Without a single token or document everything is read from the first event again.
        database().drop();
        startApplication(true);
        place(ADDRESS, null, KEY);
        awaitMails(3);
        awaitNothingToDo();
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(documents(ReadModels.EFFECTS.version(1).location()))
                                .hasSize(3)
                                .allSatisfy(effect ->
                                        assertThat(effect.getString("status")).isEqualTo("CONFIRMED")));
        assertThat(mails.getReceivedMessages()).hasSize(3);
        stopApplication();

        startApplication(false);
        place(ADDRESS, null, KEY);
        awaitNothingToDo();
        stopApplication();
        startApplication(true);
        awaitNothingToDo();
        assertThat(mails.getReceivedMessages())
                .as("what was placed while there was no mail server stays unconfirmed")
                .hasSize(3);
    }

    @Test
    void cancelsOrdersAtTheirMomentAlsoAfterARebuild() {
        startApplication(false);
        send(new RegisterProduct(tenant, CUP, new Note("A cup"), Money.of("2.00", GBP)), KEY);
        OrderId soon = place(null, clock.instant().plusSeconds(1), KEY);
        OrderId accepted = place(null, clock.instant().plusSeconds(2), KEY);
        send(new AcceptOrder(tenant, accepted, clock.instant()), KEY);
        await("the expiry")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(events(soon)).hasSize(2));
        OrderId missed = place(null, clock.instant().plusSeconds(1), KEY);
        OrderId later = place(null, clock.instant().plusSeconds(3_600), KEY);
        stopApplication();

        database().drop();
        startApplication(false);

        await("the expiry of what became due meanwhile")
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(events(missed)).hasSize(2));
        await("the timer that still waits")
                .atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(documents(ReadModels.TIMERS.version(1).location()))
                                .extracting(document -> document.getString("key"))
                                .containsExactly(later.toString()));
        assertThat(events(soon)).hasSize(2);
        assertThat(events(soon).getLast()).isInstanceOf(OrderCancelled.class);
        assertThat(events(accepted)).hasSize(2);
        assertThat(events(later)).hasSize(1);
    }

    private OrderId place(@Nullable String email, @Nullable Instant expiresAt, Actor actor) {
        OrderId id = OrderId.next(clock.instant());
        send(
                new PlaceOrder(
                        tenant,
                        id,
                        new Channel("web"),
                        null,
                        GBP,
                        new Customer(null, null, email == null ? null : new Note(email), null),
                        clock.instant(),
                        expiresAt,
                        List.of(new PlaceOrder.Line(CUP, new Quantity(1), Money.of("2.00", GBP))),
                        Supply.RECEIVED_FIRST),
                actor);
        return id;
    }

    private void send(Command command, Actor actor) {
        assertThat(Objects.requireNonNull(application).getBean(Commands.class).send(command, actor))
                .isInstanceOf(Decision.Accepted.class);
    }

    private List<OrderEvent> events(OrderId order) {
        return stored.readEvents(order.streamOf(tenant).toString(), 0)
                .asStream()
                .map(message -> (OrderEvent) message.getPayload())
                .toList();
    }

    /** Waits until every event is seen and no timer is due. */
    private void awaitNothingToDo() {
        long head = head();
        await("no timers that are due").atMost(LIMIT).untilAsserted(() -> {
            assertThat(seenBy(ReadModels.TIMERS)).isGreaterThanOrEqualTo(head);
            assertThat(documents(ReadModels.TIMERS.version(1).location())).isEmpty();
        });
    }

    /** How far the slowest segment of a read model is, as it tells other nodes. */
    private long seenBy(ReadModel model) {
        @Nullable
        Document progress = database()
                .getCollection("progress")
                .find(new Document("_id", model.version(1).handler()))
                .first();
        if (progress == null) {
            return -1;
        }
        @Nullable Document positions = progress.get("positions", Document.class);
        return positions == null || positions.size() < progress.getInteger("segmentCount", 0)
                ? -1
                : positions.values().stream()
                        .mapToLong(position -> ((Number) position).longValue())
                        .min()
                        .orElse(-1);
    }

    private void awaitMails(int count) {
        await(count + " mails").atMost(LIMIT).until(() -> mails.getReceivedMessages().length >= count);
        assertThat(Arrays.asList(mails.getReceivedMessages())).hasSize(count);
    }

    private static long head() {
        @Nullable TrackingToken head = stored.createHeadToken();
        return head == null ? 0 : head.position().orElse(0);
    }

    private List<Document> documents(String collection) {
        return database().getCollection(collection).find().into(new ArrayList<>());
    }

    private MongoDatabase database() {
        return client.getDatabase("comptoir");
    }

    private void startApplication(boolean withMails) {
        List<String> arguments = new ArrayList<>(List.of(
                "--comptoir.event-store=memory",
                "--comptoir.mongodb.uri=" + mongo.getConnectionString() + "/comptoir",
                "--comptoir.elasticsearch.uri=http://127.0.0.1:1",
                "--comptoir.node-id=test",
                "--axon.axonserver.enabled=false",
                "--spring.autoconfigure.exclude="
                        + "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration,"
                        + "org.axonframework.springboot.autoconfig.MetricsAutoConfiguration,"
                        + "org.axonframework.springboot.autoconfig.MicrometerMetricsAutoConfiguration"));
        if (withMails) {
            arguments.addAll(List.of(
                    "--comptoir.mail.host=127.0.0.1",
                    "--comptoir.mail.port=" + mails.getSmtp().getPort(),
                    "--comptoir.mail.starttls=false",
                    "--comptoir.mail.from=orders@shop.example"));
        }
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run(arguments.toArray(String[]::new));
    }

    private void stopApplication() {
        if (application != null) {
            application.close();
            application = null;
        }
    }

    /** Found by name only: the server's own look for components must not come across it. */
    @EnableAutoConfiguration
    @ComponentScan(
            basePackages = {
                "io.comptoir.command",
                "io.comptoir.process",
                "io.comptoir.projection",
                "io.comptoir.platform.messaging"
            },
            excludeFilters = {
                @ComponentScan.Filter(type = FilterType.ANNOTATION, classes = RestController.class),
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = "io\\.comptoir\\.command\\.imports\\.Import(Files|Runner|Intake)")
            })
    static class Application {

        /** As a vault does, they outlive the server. */
        private static final SubjectKeys KEYS = KeysInMemory.keys();

        @Bean
        SubjectKeys subjectKeys() {
            return KEYS;
        }

        @Bean
        EventStorageEngine eventStorageEngine() {
            return stored;
        }

        @Bean
        StreamPositions positions() {
            return new PositionsInMemory(stored);
        }

        /** Transactions that hold nothing: the store in memory takes what a unit of work appends in one step. */
        @Bean
        PlatformTransactionManager transactions() {
            return new AbstractPlatformTransactionManager() {
                @Override
                protected Object doGetTransaction() {
                    return new Object();
                }

                @Override
                protected void doBegin(Object transaction, TransactionDefinition definition) {}

                @Override
                protected void doCommit(DefaultTransactionStatus status) {}

                @Override
                protected void doRollback(DefaultTransactionStatus status) {}
            };
        }
    }
}
