package io.comptoir.process.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.command.CommandScenario;
import io.comptoir.command.CommandSide;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.orders.AcceptOrder;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.ExpireOrder;
import io.comptoir.contract.orders.OrderAccepted;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.requests.RequestCarriedOut;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.AggregateCache;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.platform.timers.Timer;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.junit.jupiter.api.Test;

/** The step that a timer leads to, through the real bus; deliveries come twice, together, and after a restart. */
class OrderExpiryTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant DUE = NOON.plusSeconds(60);

    private final CommandScenario scenario = new CommandScenario();
    private final TenantId tenant = scenario.tenantId();
    private final OrderId order = OrderId.next(NOON);
    private final OrderExpiry expiry = new OrderExpiry(CommandSide.bean(Commands.class));

    @Test
    void cancelsOnceHoweverOftenItIsAsked() {
        placed();
        assertThat(expiry.carryOut(timer(), DUE)).isTrue();
        assertThat(expiry.carryOut(timer(), DUE.plusSeconds(30))).isTrue();
        CommandSide.bean(AggregateCache.class).removeAll();
        assertThat(expiry.carryOut(timer(), DUE.plusSeconds(60))).isTrue();

        assertThat(eventsOfOrder()).hasSize(2);
        assertThat(eventsOfOrder().getLast()).isEqualTo(new OrderCancelled(tenant, order, ExpireOrder.REASON, DUE));
    }

    @Test
    void cancelsOnceWhenTwoNodesAskTogether() {
        placed();
        List<CompletableFuture<Boolean>> all = IntStream.range(0, 20)
                .mapToObj(number -> CompletableFuture.supplyAsync(
                        () -> TenantScope.in(timer().tenantId(), () -> expiry.carryOut(timer(), DUE)),
                        task -> Thread.ofVirtual().start(task)))
                .toList();

        assertThat(all).allMatch(CompletableFuture::join);
        assertThat(eventsOfOrder()).hasSize(2);
    }

    @Test
    void remembersTheStepWithWhatItDid() {
        placed();
        expiry.carryOut(timer(), DUE);

        List<DomainEventMessage<?>> cancelled = messagesOfOrder().skip(1).toList();
        Envelope envelope = Envelope.of(cancelled.getFirst().getMetaData());
        assertThat(envelope.actor()).isEqualTo(Actor.process("order-expiry", "abcdefghijkl2345"));
        assertThat(envelope.correlationId()).isEqualTo("request");
        assertThat(CommandSide.bean(EventStore.class)
                        .readEvents(RequestCarriedOut.streamOf(tenant, envelope.commandId())
                                .toString())
                        .asStream()
                        .<Object>map(DomainEventMessage::getPayload))
                .containsExactly(new RequestCarriedOut(
                        tenant, envelope.commandId(), envelope.commandId(), order.streamOf(tenant), 2, false));
    }

    @Test
    void leavesAnAcceptedOrderAlone() {
        placed();
        scenario.when(new AcceptOrder(tenant, order, NOON));

        assertThat(expiry.carryOut(timer(), DUE)).isTrue();

        assertThat(eventsOfOrder().getLast()).isEqualTo(new OrderAccepted(tenant, order, NOON));
    }

    @Test
    void keepsATimerWhoseMomentIsNotTheOrdersYet() {
        placed();

        assertThat(expiry.carryOut(timer(), DUE.minusMillis(1))).isFalse();
        assertThat(eventsOfOrder()).hasSize(1);
    }

    private void placed() {
        scenario.given(new OrderPlaced(
                tenant,
                order,
                new Channel("web"),
                null,
                Customer.UNKNOWN,
                NOON,
                DUE,
                List.of(),
                new Money(0, Currency.getInstance("GBP")),
                List.of()));
    }

    private List<DomainEvent> eventsOfOrder() {
        return messagesOfOrder()
                .map(message -> (DomainEvent) message.getPayload())
                .toList();
    }

    private Stream<DomainEventMessage<?>> messagesOfOrder() {
        return CommandSide.bean(EventStore.class)
                .readEvents(order.streamOf(tenant).toString())
                .asStream()
                .map(message -> message);
    }

    private Timer timer() {
        return new Timer(
                tenant,
                ExpireOrder.TIMER,
                order.streamOf(tenant),
                1,
                DUE,
                new Envelope(tenant, Actor.key("abcdefghijkl2345"), "command", "request", "event-of-" + order, null),
                1);
    }
}
