package io.comptoir.query.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.orders.OrderStatus;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.Channel;
import io.comptoir.contract.values.Money;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.messaging.Envelope;
import io.comptoir.projection.audit.AuditEntry;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.MetaData;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

class OrderHistoryTest {

    private static final TenantId TENANT = TenantId.of("00000000-0000-7000-8000-000000000001");
    private static final TenantId OTHER = TenantId.of("00000000-0000-7000-8000-000000000002");
    private static final OrderId ORDER = new OrderId(new UUID(7, 1));
    private static final Instant PLACED_AT = Instant.parse("2010-12-01T08:26:00Z");
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SECOND = Instant.parse("2026-01-02T00:00:00Z");

    private final EventStore events = EmbeddedEventStore.builder()
            .storageEngine(new InMemoryEventStorageEngine())
            .build();
    private final OrderHistory history = new OrderHistory(events);

    @BeforeEach
    void placedAndCancelled() {
        events.publish(
                recorded(
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
                                new Money(0, Currency.getInstance("GBP")),
                                List.of())),
                recorded(1, SECOND, new OrderCancelled(TENANT, ORDER, new Note("changed mind"), SECOND)));
    }

    @Test
    void showsACancelledOrderAsItWasPlaced() {
        AuditQueryController.OrderThen then = history.atVersion(TENANT, ORDER.toString(), 1);

        assertThat(then.state().status()).isEqualTo(OrderStatus.PLACED);
        assertThat(then.state().cancellation()).isNull();
        assertThat(then.events()).extracting(AuditEntry::type).containsExactly("OrderPlaced");
    }

    @Test
    void showsTheEventsThatMadeTheState() {
        AuditQueryController.OrderThen then = history.atVersion(TENANT, ORDER.toString(), 2);

        assertThat(then.state().status()).isEqualTo(OrderStatus.CANCELLED);
        assertThat(then.events()).extracting(AuditEntry::type).containsExactly("OrderPlaced", "OrderCancelled");
        assertThat(then.events()).extracting(AuditEntry::version).containsExactly(1L, 2L);
        assertThat(then.events()).extracting(AuditEntry::recordedAt).containsExactly(FIRST, SECOND);
        assertThat(then.events()).extracting(AuditEntry::aggregate).containsOnly("order:" + ORDER);
    }

    @Test
    void goesByWhenThingsWereRecorded() {
        assertThat(history.at(TENANT, ORDER.toString(), FIRST).state().version())
                .isEqualTo(1);
        assertThat(history.at(TENANT, ORDER.toString(), SECOND.minusNanos(1))
                        .state()
                        .version())
                .isEqualTo(1);
        assertThat(history.at(TENANT, ORDER.toString(), SECOND).state().version())
                .isEqualTo(2);
        assertThat(history.at(TENANT, ORDER.toString(), Instant.MAX).state().version())
                .isEqualTo(2);
        assertNotFound(() -> history.at(TENANT, ORDER.toString(), FIRST.minusNanos(1)));
        assertNotFound(() -> history.at(TENANT, ORDER.toString(), PLACED_AT));
    }

    @Test
    void doesNotKnowAVersionThatIsYetToCome() {
        assertThatThrownBy(() -> history.atVersion(TENANT, ORDER.toString(), 3))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(HttpStatus.NOT_FOUND);
                    assertThat(problem.facts()).containsEntry("lastVersion", 2L);
                });
    }

    @Test
    void doesNotKnowOrdersOfOthers() {
        assertNotFound(() -> history.atVersion(OTHER, ORDER.toString(), 1));
        assertNotFound(() -> history.at(TENANT, new UUID(7, 2).toString(), Instant.MAX));
        assertNotFound(() -> history.at(TENANT, "nonsense", Instant.MAX));
    }

    private static DomainEventMessage<OrderEvent> recorded(long sequence, Instant recordedAt, OrderEvent event) {
        Envelope envelope = new Envelope(TENANT, Actor.key("key"), "command", "correlation", "cause", null);
        return new GenericDomainEventMessage<>(
                "Order",
                ORDER.streamOf(TENANT).toString(),
                sequence,
                new GenericMessage<>("event-" + sequence, event, MetaData.from(envelope.toMetaData())),
                recordedAt);
    }

    private static void assertNotFound(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(HttpStatus.NOT_FOUND));
    }
}
