package io.comptoir.projection.timers;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.effects.EffectConfirmed;
import io.comptoir.contract.effects.EffectKind;
import io.comptoir.contract.effects.EffectKindSwitched;
import io.comptoir.contract.effects.EffectPlanned;
import io.comptoir.contract.effects.EffectRescheduled;
import io.comptoir.contract.effects.EffectSent;
import io.comptoir.contract.effects.EffectUnclear;
import io.comptoir.contract.effects.SwitchEffectKind;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderAccepted;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.PositionsInMemory;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.platform.timers.Timer;
import io.comptoir.projection.mongodb.InMemoryMongo;
import io.comptoir.projection.replay.Fingerprint;
import io.comptoir.projection.replay.ReadModels;
import io.comptoir.projection.replay.Recorded;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimerProjectionTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final Instant DUE = Instant.parse("2026-03-01T14:00:00Z");
    private static final EffectId EFFECT = new EffectId(new UUID(8, 1));
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final String COLLECTION = ReadModels.TIMERS.version(1).location();

    private final InMemoryEventStorageEngine stored = new InMemoryEventStorageEngine();
    private final EventStore events =
            EmbeddedEventStore.builder().storageEngine(stored).build();
    private InMemoryMongo mongo;
    private TimerDocuments documents;
    private TimerProjection projection;

    @BeforeEach
    void start() {
        mongo = new InMemoryMongo();
        documents = new TimerDocuments(mongo.database());
        projection =
                new TimerProjection(documents, new OrderConfirmationsWanted(events, new PositionsInMemory(stored)));
    }

    @AfterEach
    void stop() {
        mongo.close();
    }

    @Test
    void keepsATimerForAnOrderThatExpires() {
        documents.create(1);
        new Recorded<DomainEvent>()
                .add(stream(1), placed(1, DUE))
                .add(stream(2), placed(2, null))
                .deliverAtOnce(projection);

        assertThat(take(DUE.minusMillis(1))).isEmpty();
        Timer timer = take(DUE).getFirst();
        assertThat(timer.tenantId()).isEqualTo(TENANT);
        assertThat(timer.kind()).isEqualTo("order-expiry");
        assertThat(timer.key()).isEqualTo(id(1).toString());
        assertThat(timer.dueAt()).isEqualTo(DUE);
        assertThat(timer.cause().causationId()).isEqualTo("event-1");
        assertThat(timer.cause().correlationId()).isEqualTo("request");
    }

    @Test
    void forgetsATimerWhenItsOrderIsAcceptedOrCancelled() {
        documents.create(1);
        new Recorded<DomainEvent>()
                .add(stream(1), placed(1, DUE))
                .add(stream(2), placed(2, DUE))
                .add(stream(3), placed(3, DUE))
                .add(stream(1), new OrderAccepted(TENANT, id(1), DUE.minusSeconds(5)))
                .add(stream(2), new OrderCancelled(TENANT, id(2), new Note("expired"), DUE))
                .deliverOneByOne(projection);

        assertThat(take(DUE)).extracting(Timer::key).containsExactly(id(3).toString());
    }

    @Test
    void givesATimerToOneTakerAtATime() {
        documents.create(1);
        new Recorded<DomainEvent>()
                .add(stream(1), placed(1, DUE.minusSeconds(1)))
                .add(stream(2), placed(2, DUE.minusSeconds(2)))
                .deliverAtOnce(projection);

        assertThat(take("order-expiry", DUE, 1)).extracting(Timer::key).containsExactly(id(2).toString());
        assertThat(take(DUE)).extracting(Timer::key).containsExactly(id(1).toString());
        assertThat(take(DUE.plus(LEASE).minusMillis(1))).isEmpty();
        assertThat(take(DUE.plus(LEASE))).hasSize(2);
    }

    @Test
    void leavesATimerToATakerWhoseClockIsALittleAhead() {
        documents.create(1);
        new Recorded<DomainEvent>().add(stream(1), placed(1, DUE)).deliverAtOnce(projection);
        assertThat(take(DUE.plusMillis(1))).hasSize(1);

        assertThat(take(DUE)).isEmpty();
        assertThat(take(DUE.plusMillis(1).plus(LEASE))).hasSize(1);
    }

    @Test
    void givesATimerAgainWhoseLeaseIsOfAClockThatWasAhead() {
        documents.create(1);
        new Recorded<DomainEvent>().add(stream(1), placed(1, DUE)).deliverAtOnce(projection);
        assertThat(take(DUE.plus(Duration.ofHours(2)))).hasSize(1);

        assertThat(take(DUE.plusSeconds(1))).hasSize(1);
    }

    @Test
    void forgetsATimerThatIsSettled() {
        documents.create(1);
        new Recorded<DomainEvent>().add(stream(1), placed(1, DUE)).deliverAtOnce(projection);

        Timer first = take(DUE).getFirst();
        TenantScope.<@Nullable Void, RuntimeException>asPlatform("test", () -> {
            documents.settle(List.of(first));
            return null;
        });

        assertThat(mongo.documents(COLLECTION))
                .noneMatch(document -> document.getString("kind").equals("order-expiry"));
    }

    @Test
    void asksForNoConfirmationBeforeTheyWereEverSwitchedOn() {
        documents.create(1);
        Recorded<DomainEvent> recorded = new Recorded<DomainEvent>().add(stream(1), placed(1, null));
        recorded.deliverAtOnce(projection);
        assertThat(mongo.documents(COLLECTION)).isEmpty();

        switchOn();
        recorded.add(stream(2), placed(2, null)).deliverAtOnce(projection);

        assertThat(take("confirm-order", DUE, 10)).extracting(Timer::key).contains(id(2).toString());
    }

    private void switchOn() {
        events.publish(new GenericDomainEventMessage<>(
                "EffectKind",
                EffectKindSwitched.streamOf(EffectKind.ORDER_CONFIRMATION).toString(),
                0,
                new EffectKindSwitched(SwitchEffectKind.PLATFORM, EffectKind.ORDER_CONFIRMATION, true, 0)));
    }

    @Test
    void asksForAConfirmationUntilItIsPlanned() {
        switchOn();
        documents.create(1);
        Recorded<DomainEvent> recorded = new Recorded<DomainEvent>().add(stream(1), placed(1, null));
        recorded.deliverAtOnce(projection);
        Timer timer = take("confirm-order", DUE, 10).getFirst();
        assertThat(timer.key()).isEqualTo(id(1).toString());
        assertThat(timer.position()).isEqualTo(1);

        recorded.add(EFFECT.streamOf(TENANT), planned()).deliverAtOnce(projection);

        assertThat(take("confirm-order", DUE.plus(LEASE), 10)).isEmpty();
    }

    @Test
    void followsAnEffectToItsEnd() {
        documents.create(1);
        Recorded<DomainEvent> recorded = new Recorded<>();
        recorded.add(EFFECT.streamOf(TENANT), planned()).deliverAtOnce(projection);
        assertDue(DUE);
        recorded.add(EFFECT.streamOf(TENANT), new EffectRescheduled(TENANT, EFFECT, "away", 1, DUE.plusSeconds(100)))
                .deliverAtOnce(projection);
        assertDue(DUE.plusSeconds(100));
        recorded.add(EFFECT.streamOf(TENANT), new EffectSent(TENANT, EFFECT, DUE, DUE.plusSeconds(200)))
                .deliverAtOnce(projection);
        assertDue(DUE.plusSeconds(200));
        recorded.add(
                        EFFECT.streamOf(TENANT),
                        new EffectUnclear(TENANT, EFFECT, "lost", DUE.plusSeconds(200), DUE.plusSeconds(300)))
                .deliverAtOnce(projection);
        assertDue(DUE.plusSeconds(300));
        recorded.add(EFFECT.streamOf(TENANT), new EffectConfirmed(TENANT, EFFECT, "archive", DUE.plusSeconds(300)))
                .deliverAtOnce(projection);
        assertThat(mongo.documents(COLLECTION)).isEmpty();
    }

    private void assertDue(Instant at) {
        assertThat(take("effect", at.minusMillis(1), 10)).isEmpty();
        assertThat(take("effect", at, 10))
                .singleElement()
                .satisfies(timer -> assertThat(timer.key()).isEqualTo(EFFECT.toString()));
    }

    private static EffectPlanned planned() {
        return new EffectPlanned(TENANT, EFFECT, EffectKind.ORDER_CONFIRMATION, id(1).streamOf(TENANT), DUE);
    }

    @Test
    void doesNotMakeTheCollectionByAskingForIt() {
        assertThat(take(DUE)).isEmpty();

        assertThat(projection.exists(1)).isFalse();
        projection.create(1);
        assertThat(projection.exists(1)).isTrue();
    }

    @Test
    void restoresInAnotherVersionWhatWaitsWhileTheOneInUseGoesOn() {
        switchOn();
        documents.create(1);
        documents.create(2);
        Recorded<DomainEvent> recorded = new Recorded<DomainEvent>()
                .add(stream(1), placed(1, DUE))
                .add(stream(2), placed(2, DUE))
                .add(stream(1), new OrderAccepted(TENANT, id(1), DUE));
        recorded.deliverAtOnce(projection);
        assertThat(take(DUE)).hasSize(1);

        recorded.deliverAtOnce(projection, 2);

        assertThat(take(DUE)).as("the lease of the version in use").isEmpty();
        assertThat(fingerprints(2)).isEqualTo(fingerprints(1)).hasSize(3);

        mongo.database()
                .getCollection("projections")
                .insertOne(new Document("_id", ReadModels.TIMERS.name()).append("live", 2));
        assertThat(new TimerDocuments(mongo.database()).take("order-expiry", DUE, LEASE, 10))
                .as("by a node that has not looked at the version yet")
                .isEmpty();
        TimerDocuments later = new TimerDocuments(mongo.database());
        later.create(2);
        assertThat(later.take("order-expiry", DUE, LEASE, 10))
                .extracting(Timer::key)
                .containsExactly(id(2).toString());

        documents.drop(1);
        assertThat(projection.exists(1)).isFalse();
        assertThat(projection.exists(2)).isTrue();
    }

    private List<Fingerprint> fingerprints(int version) {
        List<Fingerprint> found = new ArrayList<>();
        projection.fingerprints(version).forEachPage(found::addAll);
        assertThat(projection
                        .fingerprints(version)
                        .of(found.stream().map(Fingerprint::id).toList())
                        .values())
                .containsExactlyInAnyOrderElementsOf(found);
        return found;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void endsTheSameHoweverBatchesAreCutAndRepeated(long seed) {
        documents.create(1);
        Random random = new Random(seed);
        Recorded<DomainEvent> recorded = history(random);
        recorded.deliverOneByOne(projection);
        List<Document> expected = mongo.documents(COLLECTION);
        assertThat(expected).isNotEmpty();

        mongo.database().getCollection(COLLECTION).deleteMany(new Document());
        recorded.deliverWithCrashes(projection, random);
        assertThat(mongo.documents(COLLECTION)).isEqualTo(expected);
        recorded.deliverAtOnce(projection);
        assertThat(mongo.documents(COLLECTION)).isEqualTo(expected);
    }

    private static Recorded<DomainEvent> history(Random random) {
        Recorded<DomainEvent> recorded = new Recorded<>();
        for (int number = 1; number <= 40; number++) {
            recorded.add(stream(number), placed(number, random.nextInt(3) > 0 ? DUE : null));
            if (random.nextInt(3) == 0) {
                recorded.add(stream(number), new OrderAccepted(TENANT, id(number), DUE));
            } else if (random.nextInt(3) == 0) {
                recorded.add(stream(number), new OrderCancelled(TENANT, id(number), new Note("expired"), DUE));
            }
        }
        return recorded;
    }

    private List<Timer> take(Instant now) {
        return take("order-expiry", now, 10);
    }

    private List<Timer> take(String kind, Instant now, int limit) {
        return TenantScope.asPlatform("a test", () -> documents.take(kind, now, LEASE, limit));
    }

    private static OrderId id(int number) {
        return new OrderId(new UUID(7, number));
    }

    private static StreamId stream(int number) {
        return id(number).streamOf(TENANT);
    }

    private static OrderPlaced placed(int number, @Nullable Instant expiresAt) {
        return new OrderPlaced(
                TENANT,
                id(number),
                new Channel("shop"),
                null,
                Customer.UNKNOWN,
                DUE.minusSeconds(60),
                expiresAt,
                List.of(),
                new Money(0, Currency.getInstance("GBP")),
                List.of());
    }
}
