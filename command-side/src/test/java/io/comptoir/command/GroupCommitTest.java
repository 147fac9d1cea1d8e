package io.comptoir.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.Rejection;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.catalog.RegisterProduct;
import io.comptoir.contract.inventory.InventoryRejection.InsufficientStock;
import io.comptoir.contract.inventory.ReceiveStock;
import io.comptoir.contract.inventory.Shortage;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.inventory.Supply;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.requests.RequestCarriedOut;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.TenantId;
import io.comptoir.contract.values.Uuids;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.platform.messaging.RequestClaim;
import io.comptoir.platform.tenancy.TenantScope;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.common.Registration;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Commands of one organization that wait for its writer and are decided in one append, through the real wiring. */
class GroupCommitTest {

    /** Occupies the writer, or fails, as the test says. */
    private record Provoke(TenantId tenantId) implements Command {}

    private static final Sku CUP = new Sku("CUP");
    private static final Actor KEY = Actor.key("abcdefghijkl2345");
    private static final int ANSWER_SECONDS = 20;
    private static final int WORK_LIMIT_MILLIS = 50;
    private static final Duration POLL = Duration.ofMillis(2);

    private final TenantId tenant = new TenantId(Uuids.timeOrdered(Instant.EPOCH));
    private final Commands commands = CommandSide.bean(Commands.class);
    private final EventStorageEngine store = CommandSide.bean(EventStorageEngine.class);
    private final DistributionSummary groups =
            CommandSide.bean(MeterRegistry.class).get("comptoir.commands.group").summary();
    private final CountDownLatch gate = new CountDownLatch(1);
    private @Nullable Registration handler;
    private @Nullable TrackingToken before;

    @BeforeEach
    void sellCups() {
        send(new RegisterProduct(tenant, CUP, new Note("A cup"), price()), "register");
        send(new ReceiveStock(tenant, CUP, Location.MAIN, new Quantity(3), null), "receive");
        before = store.createHeadToken();
    }

    @AfterEach
    void openTheGate() {
        gate.countDown();
        if (handler != null) {
            handler.cancel();
        }
    }

    @Test
    void eachCommandSeesWhatTheOneBeforeItDecided() {
        long units = groups.count();

        List<Decision<?>> decisions = together(
                List.of(() -> send(order(2), "first"), () -> send(order(2), "second"), () -> send(order(1), "third")));

        assertThat(groups.count() - units)
                .as("the command that occupied the writer, and the group")
                .isEqualTo(2);
        assertThat(decisions)
                .extracting(GroupCommitTest::rejection)
                .containsExactly(null, new InsufficientStock(List.of(new Shortage(CUP, 2, 1))), null);
        assertThat(types(stored()))
                .containsExactly(StockReserved.class, OrderPlaced.class, StockReserved.class, OrderPlaced.class);
    }

    @Test
    void everyEventCarriesTheEnvelopeOfItsOwnCommand() {
        together(List.of(() -> send(order(1), "first"), () -> send(order(1), "second"), () -> send(order(1), "third")));

        List<Envelope> envelopes =
                events().stream().map(event -> Envelope.of(event.getMetaData())).toList();
        assertThat(envelopes)
                .extracting(Envelope::commandId)
                .as("the events of a command lie side by side")
                .containsExactly("first", "first", "second", "second", "third", "third");
        assertThat(envelopes).allSatisfy(envelope -> {
            assertThat(envelope.tenantId()).isEqualTo(tenant);
            assertThat(envelope.correlationId()).isEqualTo(envelope.commandId());
            assertThat(envelope.causationId()).isEqualTo(envelope.commandId());
        });
    }

    @Test
    void theSecondOfTwoWithTheSameClaimIsAnsweredAsARepetition() {
        RequestClaim claim = new RequestClaim(tenant, "key", "hash");

        List<Decision<?>> decisions = together(List.of(
                () -> receiveOnce(claim, "first"),
                () -> receiveOnce(claim, "second"),
                () -> receiveOnce(new RequestClaim(tenant, "another", "hash"), "third")));

        assertThat(decisions)
                .extracting(decision -> ((Decision.Accepted<?>) decision).replayed())
                .containsExactly(false, true, false);
        assertThat(decisions).extracting(GroupCommitTest::onHand).containsExactly(4L, 4L, 5L);
        assertThat(types(stored()))
                .containsExactly(
                        StockReceived.class, RequestCarriedOut.class, StockReceived.class, RequestCarriedOut.class);
    }

    @Test
    void aCommandThatFailsAfterItsEventsTakesNoneOfThemAndNoneOfTheOthersAway() {
        CommandBus bus = CommandSide.bean(CommandBus.class);
        Sku half = new Sku("HALF");

        List<Decision<?>> decisions = together(List.of(
                () -> send(order(1), "first"),
                () -> {
                    Registration replaced = bus.subscribe(Provoke.class.getName(), message -> {
                        CommandSide.bean(EventStore.class)
                                .publish(new GenericDomainEventMessage<>(
                                        "Product",
                                        ProductEvent.streamOf(tenant, half).toString(),
                                        0,
                                        new ProductRegistered(tenant, half, new Note("Half"), price())));
                        throw new IllegalStateException("behind its events");
                    });
                    try {
                        return send(new Provoke(tenant), "fails");
                    } catch (IllegalStateException e) {
                        assertThat(e).hasMessage("behind its events");
                        return Decision.refused(new InsufficientStock(List.of()));
                    } finally {
                        replaced.cancel();
                    }
                },
                () -> send(order(1), "third")));

        assertThat(decisions.getFirst()).isInstanceOf(Decision.Accepted.class);
        assertThat(decisions.getLast()).isInstanceOf(Decision.Accepted.class);
        assertThat(events())
                .extracting(event -> Envelope.of(event.getMetaData()).commandId())
                .containsExactly("first", "first", "third", "third");
        Decision<StockState> next = send(new ReceiveStock(tenant, CUP, Location.MAIN, new Quantity(1), null), "next");
        assertThat(((Decision.Accepted<StockState>) next).outcome().available())
                .as("what is cached is what is stored: 3 - 1 - 1 + 1")
                .isEqualTo(2);
    }

    @Test
    void theOrdersOfManyTakeNoMoreThanThereIs() {
        List<Decision<?>> decisions = together(Stream.<Supplier<Decision<?>>>generate(() ->
                        () -> send(order(1), Uuids.timeOrdered(Instant.EPOCH).toString()))
                .limit(30)
                .toList());

        assertThat(decisions.stream().filter(Decision.Accepted.class::isInstance))
                .hasSize(3);
        assertThat(types(stored()).stream().filter(OrderPlaced.class::equals)).hasSize(3);
        assertThat(types(stored()).stream().filter(ProductRegistered.class::equals))
                .isEmpty();
    }

    /** Sends all, one after another, while the writer is busy, and then lets it go on. */
    private List<Decision<?>> together(List<Supplier<Decision<?>>> senders) {
        CountDownLatch busy = new CountDownLatch(1);
        handler = CommandSide.bean(CommandBus.class).subscribe(Provoke.class.getName(), message -> {
            busy.countDown();
            gate.await();
            // Longer than a group takes further commands.
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * WORK_LIMIT_MILLIS);
            await().pollInterval(POLL).until(() -> System.nanoTime() > end);
            return Decision.refused(new InsufficientStock(List.of()));
        });
        CompletableFuture<Decision<?>> occupying = inBackground(() -> send(new Provoke(tenant), "busy"));
        await().pollInterval(POLL).until(() -> busy.getCount() == 0);
        handler.cancel();
        List<CompletableFuture<Decision<?>>> pending = new ArrayList<>();
        for (Supplier<Decision<?>> sender : senders) {
            double waiting = waiting();
            pending.add(inBackground(sender));
            await().pollInterval(POLL).until(() -> waiting() > waiting);
        }
        gate.countDown();
        occupying.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
        List<Decision<?>> decisions = new ArrayList<>();
        pending.forEach(answer ->
                decisions.add(answer.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join()));
        return decisions;
    }

    private static double waiting() {
        return CommandSide.bean(MeterRegistry.class).get("comptoir.commands.waiting").gauges().stream()
                .mapToDouble(gauge -> gauge.value())
                .sum();
    }

    private CompletableFuture<Decision<?>> inBackground(Supplier<Decision<?>> work) {
        return CompletableFuture.supplyAsync(
                () -> TenantScope.in(tenant, work::get),
                task -> Thread.ofVirtual().start(task));
    }

    private <T> Decision<T> send(Command command, String commandId) {
        return TenantScope.in(tenant, () -> commands.send(command, KEY, commandId));
    }

    private Decision<StockState> receiveOnce(RequestClaim claim, String commandId) {
        return commands.sendOnce(
                new ReceiveStock(tenant, CUP, Location.MAIN, new Quantity(1), null), KEY, commandId, claim);
    }

    private PlaceOrder order(int quantity) {
        return new PlaceOrder(
                tenant,
                new OrderId(Uuids.timeOrdered(Instant.EPOCH)),
                new Channel("web"),
                null,
                Money.currency("GBP"),
                Customer.UNKNOWN,
                Instant.EPOCH,
                null,
                List.of(new PlaceOrder.Line(CUP, new Quantity(quantity), price())),
                Supply.FROM_STOCK);
    }

    private static Money price() {
        return Money.of("2.00", Money.currency("GBP"));
    }

    private static @Nullable Rejection rejection(Decision<?> decision) {
        return decision instanceof Decision.Refused<?> refused ? refused.rejection() : null;
    }

    private static long onHand(Decision<?> decision) {
        return ((StockState) ((Decision.Accepted<?>) decision).outcome()).onHand();
    }

    private List<DomainEvent> stored() {
        return CommandSide.stored(store, before, tenant);
    }

    private static List<Class<?>> types(List<DomainEvent> events) {
        return events.stream().<Class<?>>map(Object::getClass).toList();
    }

    private List<? extends TrackedEventMessage<?>> events() {
        try (Stream<? extends TrackedEventMessage<?>> events = store.readEvents(before, false)) {
            return events.filter(event -> event.getPayload() instanceof DomainEvent domain
                            && domain.tenantId().equals(tenant))
                    .toList();
        }
    }
}
