package io.comptoir.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.catalog.ProductRepriced;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.inventory.StockAdjusted;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.OrderStatus;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StockDelta;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.platform.messaging.PastEvents;
import io.comptoir.projection.audit.AuditEntry;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

class HistoryTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final TenantId OTHER = TenantId.of("00000000-0000-7000-8000-000000000002");
    private static final OrderId ORDER = new OrderId(new UUID(7, 1));
    private static final Sku SKU = new Sku("50% \"off\"?");
    private static final Instant PLACED_AT = Instant.parse("2010-12-01T08:26:00Z");
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SECOND = Instant.parse("2026-01-02T00:00:00Z");
    private static final Instant THIRD = Instant.parse("2026-01-03T00:00:00Z");
    private static final AsOf NOW = new AsOf.Moment(Instant.MAX);
    private static final int ALL = 200;

    private final EventStore events = EmbeddedEventStore.builder()
            .storageEngine(new InMemoryEventStorageEngine())
            .build();
    private final PastEvents past = PastEvents.inBatches(events);
    private final History<OrderEvent, OrderState> orders = History.ofOrders(past);
    private final History<ProductEvent, ProductState> products = History.ofProducts(past);
    private final History<StockEvent, StockState> stock = History.ofStock(past);

    @BeforeEach
    void whatHappened() {
        StreamId order = ORDER.streamOf(TENANT);
        StreamId product = ProductEvent.streamOf(TENANT, SKU);
        StreamId units = StockEvent.streamOf(TENANT, SKU);
        events.publish(
                recorded(
                        order,
                        0,
                        FIRST,
                        new OrderPlaced(
                                TENANT,
                                ORDER,
                                new Channel("shop"),
                                null,
                                Customer.UNKNOWN,
                                PLACED_AT,
                                null,
                                List.of(),
                                pounds(0),
                                List.of())),
                recorded(order, 1, SECOND, new OrderCancelled(TENANT, ORDER, new Note("changed mind"), SECOND)),
                recorded(product, 0, FIRST, new ProductRegistered(TENANT, SKU, new Note("Cup"), pounds(100))),
                recorded(product, 1, SECOND, new ProductRepriced(TENANT, SKU, pounds(150), pounds(100))),
                recorded(units, 0, FIRST, new StockReceived(TENANT, SKU, Location.MAIN, new Quantity(5), null)),
                recorded(units, 1, SECOND, new StockReserved(TENANT, SKU, Location.MAIN, ORDER, 2)),
                recorded(units, 2, THIRD, new StockAdjusted(TENANT, SKU, Location.MAIN, new StockDelta(-1), null)));
    }

    @Test
    void showsACancelledOrderAsItWasPlaced() {
        History.Then<OrderState> then = orders.asOf(TENANT, ORDER.toString(), new AsOf.Version(1), ALL);

        assertThat(then.state().status()).isEqualTo(OrderStatus.PLACED);
        assertThat(then.state().cancellation()).isNull();
        assertThat(then.events()).extracting(AuditEntry::type).containsExactly("OrderPlaced");
    }

    @Test
    void showsTheEventsThatMadeTheState() {
        History.Then<OrderState> then = orders.asOf(TENANT, ORDER.toString(), new AsOf.Version(2), ALL);

        assertThat(then.state().status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(then.events()).extracting(AuditEntry::type).containsExactly("OrderPlaced", "OrderCancelled");
        assertThat(then.events()).extracting(AuditEntry::version).containsExactly(1L, 2L);
        assertThat(then.events()).extracting(AuditEntry::recordedAt).containsExactly(FIRST, SECOND);
        assertThat(then.events()).extracting(AuditEntry::aggregate).containsOnly("order:" + ORDER);
    }

    @Test
    void showsAProductAsItWas() {
        assertThat(products.asOf(TENANT, SKU.value(), new AsOf.Version(1), ALL).state())
                .isEqualTo(new ProductState(SKU, new Note("Cup"), pounds(100), 1));
        assertThat(products.asOf(TENANT, SKU.value(), NOW, ALL).state())
                .isEqualTo(new ProductState(SKU, new Note("Cup"), pounds(150), 2));
    }

    @Test
    void showsTheStockAsItWas() {
        StockState received =
                stock.asOf(TENANT, SKU.value(), new AsOf.Version(1), ALL).state();
        StockState reserved =
                stock.asOf(TENANT, SKU.value(), new AsOf.Moment(SECOND), ALL).state();
        StockState adjusted = stock.asOf(TENANT, SKU.value(), NOW, ALL).state();

        assertThat(List.of(received.onHand(), received.reserved(), received.version()))
                .containsExactly(5L, 0L, 1L);
        assertThat(List.of(reserved.onHand(), reserved.reserved(), reserved.version()))
                .containsExactly(5L, 2L, 2L);
        assertThat(List.of(adjusted.onHand(), adjusted.reserved(), adjusted.writtenOff(), adjusted.version()))
                .containsExactly(4L, 2L, 1L, 3L);
    }

    @Test
    void tellsOnlyTheLastEventsWhereThereAreMore() {
        History.Then<StockState> then = stock.asOf(TENANT, SKU.value(), NOW, 2);

        assertThat(then.state().version()).isEqualTo(3);
        assertThat(then.events()).extracting(AuditEntry::type).containsExactly("StockReserved", "StockAdjusted");
        assertThat(then.events()).extracting(AuditEntry::version).containsExactly(2L, 3L);
        assertThat(stock.asOf(TENANT, SKU.value(), NOW, 3).events()).hasSize(3);
        assertThat(stock.asOf(TENANT, SKU.value(), new AsOf.Version(2), 1).events())
                .extracting(AuditEntry::version)
                .containsExactly(2L);
    }

    @Test
    void goesByWhenThingsWereRecorded() {
        assertThat(versionAt(FIRST)).isEqualTo(1);
        assertThat(versionAt(SECOND.minusNanos(1))).isEqualTo(1);
        assertThat(versionAt(SECOND)).isEqualTo(2);
        assertThat(versionAt(Instant.MAX)).isEqualTo(2);
        assertNotFound(() -> versionAt(FIRST.minusNanos(1)));
        assertNotFound(() -> versionAt(PLACED_AT));
    }

    /** Otherwise a clock that was set back would give a state that there never was. */
    @Test
    void leavesNoEventOutFromTheMiddle() {
        events.publish(recorded(
                StockEvent.streamOf(TENANT, SKU),
                3,
                SECOND,
                new StockAdjusted(TENANT, SKU, Location.MAIN, new StockDelta(7), null)));

        History.Then<StockState> then = stock.asOf(TENANT, SKU.value(), new AsOf.Moment(SECOND), ALL);

        assertThat(then.state().version()).isEqualTo(2);
        assertThat(then.state().onHand()).isEqualTo(5);
        assertThat(stock.asOf(TENANT, SKU.value(), new AsOf.Moment(THIRD), ALL)
                        .state()
                        .onHand())
                .isEqualTo(11);
    }

    @Test
    void doesNotKnowAVersionThatIsYetToCome() {
        assertThatThrownBy(() -> orders.asOf(TENANT, ORDER.toString(), new AsOf.Version(3), ALL))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(HttpStatus.NOT_FOUND);
                    assertThat(problem.facts()).containsEntry("lastVersion", 2L);
                });
    }

    @Test
    void doesNotKnowWhatBelongsToOthers() {
        assertNotFound(() -> orders.asOf(OTHER, ORDER.toString(), new AsOf.Version(1), ALL));
        assertNotFound(() -> orders.asOf(TENANT, new UUID(7, 2).toString(), NOW, ALL));
        assertNotFound(() -> orders.asOf(TENANT, "nonsense", NOW, ALL));
        assertNotFound(() -> products.asOf(OTHER, SKU.value(), NOW, ALL));
        assertNotFound(() -> products.asOf(TENANT, "50%", NOW, ALL));
        assertNotFound(() -> stock.asOf(OTHER, SKU.value(), NOW, ALL));
        assertNotFound(() -> stock.asOf(TENANT, "a/b", NOW, ALL));
    }

    @Test
    void readsNoMoreEventsThanAVersionHas() {
        AtomicLong read = new AtomicLong();
        AtomicInteger ended = new AtomicInteger();

        History.Then<StockState> then =
                History.ofStock(receipts(5_000, read, ended)).asOf(TENANT, SKU.value(), new AsOf.Version(1_000), 50);

        assertThat(then.state().received()).isEqualTo(1_000);
        assertThat(then.events()).hasSize(50);
        assertThat(then.events().getFirst().version()).isEqualTo(951);
        assertThat(read).hasValue(1_000);
        assertThat(ended).hasValue(1);
    }

    @Test
    void readsOneEventBeyondAMoment() {
        AtomicLong read = new AtomicLong();

        History.Then<StockState> then = History.ofStock(receipts(5_000, read, new AtomicInteger()))
                .asOf(TENANT, SKU.value(), new AsOf.Moment(FIRST.plusSeconds(99)), 1);

        assertThat(then.state().received()).isEqualTo(100);
        assertThat(read).hasValue(101);
    }

    @Test
    void isMadeFromAsManyEventsAsTheLimitSays() {
        PastEvents full = receipts(History.MAX_EVENTS, new AtomicLong(), new AtomicInteger());

        assertThat(History.ofStock(full)
                        .asOf(TENANT, SKU.value(), NOW, 1)
                        .state()
                        .received())
                .isEqualTo(History.MAX_EVENTS);
        assertThatThrownBy(() ->
                        History.ofStock(full).asOf(TENANT, SKU.value(), new AsOf.Version(History.MAX_EVENTS + 1), 1))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> assertThat(problem.facts()).containsEntry("lastVersion", (long) History.MAX_EVENTS));
    }

    @Test
    void refusesToBeMadeFromMoreEventsAndSaysWhatToAskFor() {
        AtomicInteger ended = new AtomicInteger();
        PastEvents more = receipts(History.MAX_EVENTS + 1, new AtomicLong(), ended);

        assertTooManyEvents(() -> History.ofStock(more).asOf(TENANT, SKU.value(), NOW, 1));
        assertTooManyEvents(
                () -> History.ofStock(more).asOf(TENANT, SKU.value(), new AsOf.Version(History.MAX_EVENTS + 1), 1));
        assertThat(ended).as("what was read is given back all the same").hasValue(2);
        assertThat(History.ofStock(more)
                        .asOf(TENANT, SKU.value(), new AsOf.Version(History.MAX_EVENTS), 1)
                        .state()
                        .received())
                .isEqualTo(History.MAX_EVENTS);
        assertThat(History.ofStock(more)
                        .asOf(TENANT, SKU.value(), new AsOf.Moment(FIRST), 1)
                        .state()
                        .received())
                .isEqualTo(1);
    }

    /** So many receipts of one unit, one a second. */
    private static PastEvents receipts(long count, AtomicLong read, AtomicInteger ended) {
        StockReceived receipt = new StockReceived(TENANT, SKU, Location.MAIN, new Quantity(1), null);
        return stream -> new PastEvents.Reading(
                DomainEventStream.of(LongStream.range(0, count)
                        .peek(sequence -> read.incrementAndGet())
                        .mapToObj(sequence -> recorded(stream, sequence, FIRST.plusSeconds(sequence), receipt))),
                ended::incrementAndGet);
    }

    private long versionAt(Instant moment) {
        return orders.asOf(TENANT, ORDER.toString(), new AsOf.Moment(moment), ALL)
                .state()
                .version();
    }

    private static Money pounds(long pence) {
        return new Money(pence, Currency.getInstance("GBP"));
    }

    private static <E extends DomainEvent> DomainEventMessage<E> recorded(
            StreamId stream, long sequence, Instant recordedAt, E event) {
        Envelope envelope = new Envelope(TENANT, Actor.key("key"), "command", "correlation", "cause", null);
        return new GenericDomainEventMessage<>(
                stream.kind(),
                stream.toString(),
                sequence,
                new GenericMessage<>(stream.kind() + "-" + sequence, event, MetaData.from(envelope.toMetaData())),
                recordedAt);
    }

    private static void assertNotFound(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(HttpStatus.NOT_FOUND));
    }

    private static void assertTooManyEvents(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.status()).isEqualTo(HttpStatus.UNPROCESSABLE_CONTENT);
            assertThat(problem.type()).isEqualTo("too-many-events");
            assertThat(problem.detail()).contains("Ask for a version up to " + History.MAX_EVENTS);
            assertThat(problem.facts()).containsEntry("max", History.MAX_EVENTS);
        });
    }
}
