package io.comptoir.query.audit;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.catalog.ProductEvent;
import io.comptoir.contract.catalog.ProductState;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.messaging.PastEvents;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.projection.audit.AuditEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What things of one kind were, made again from their events; no read model is asked, so it is right even when all of them are
 * gone. Events are folded while they are read, and only those that are shown are kept.
 *
 * @param <E> what happens to them
 * @param <S> what their events leave
 */
final class History<E extends DomainEvent, S> {

    /** What one answer is made from at most: at 4.5 µs each, half a second; a SKU has so many events after years. */
    static final int MAX_EVENTS = 100_000;

    private final PastEvents past;
    private final String thing;
    private final Class<E> happenings;
    private final Naming naming;
    private final Fold<E, S> fold;

    /** Where the events of a thing are that callers name so. */
    private interface Naming {
        StreamId streamOf(TenantId tenantId, String name);
    }

    /** The fold of the contract, which all sides use. */
    private interface Fold<E, S> {
        S after(@Nullable S before, E event);
    }

    private History(PastEvents past, String thing, Class<E> happenings, Naming naming, Fold<E, S> fold) {
        this.past = past;
        this.thing = thing;
        this.happenings = happenings;
        this.naming = naming;
        this.fold = fold;
    }

    static History<OrderEvent, OrderState> ofOrders(PastEvents past) {
        return new History<>(
                past,
                "order",
                OrderEvent.class,
                (tenantId, id) -> OrderId.of(id).streamOf(tenantId),
                OrderState::after);
    }

    static History<ProductEvent, ProductState> ofProducts(PastEvents past) {
        return new History<>(
                past,
                "product",
                ProductEvent.class,
                (tenantId, sku) -> ProductEvent.streamOf(tenantId, new Sku(sku)),
                ProductState::after);
    }

    static History<StockEvent, StockState> ofStock(PastEvents past) {
        return new History<>(
                past,
                "stock",
                StockEvent.class,
                (tenantId, sku) -> StockEvent.streamOf(tenantId, new Sku(sku)),
                (before, event) -> (before == null ? StockState.none(event.sku()) : before).after(event));
    }

    /**
     * A state and what made it.
     *
     * @param events the last of those that made it, the oldest first; without positions, since only one stream was read
     */
    record Then<S>(S state, List<AuditEntry> events) {

        Then {
            events = List.copyOf(events);
        }

        <T> Then<T> as(Function<S, T> shown) {
            return new Then<>(shown.apply(state), events);
        }
    }

    /**
     * What a thing was. It is not found before it was recorded, even if it happened earlier, nor at a version that is yet to come.
     *
     * @param shown how many of the events that made it are told, 1 or more
     */
    Then<S> asOf(TenantId tenantId, String name, AsOf asked, int shown) {
        TenantScope.require(tenantId);
        try (PastEvents.Reading reading = past.of(streamOf(tenantId, name))) {
            return folded(reading.events(), asked, shown);
        }
    }

    private StreamId streamOf(TenantId tenantId, String name) {
        try {
            return naming.streamOf(tenantId, name);
        } catch (InvalidValue e) {
            throw Problem.notFound(thing);
        }
    }

    private Then<S> folded(DomainEventStream stored, AsOf asked, int shown) {
        if (!stored.hasNext()) {
            throw Problem.notFound(thing);
        }
        @Nullable S state = null;
        long version = 0;
        Deque<DomainEventMessage<?>> last = new ArrayDeque<>();
        while (version < asked.mostEvents() && stored.hasNext() && asked.has(stored.peek())) {
            if (version == MAX_EVENTS) {
                throw tooManyEvents();
            }
            DomainEventMessage<?> event = stored.next();
            state = fold.after(state, happenings.cast(event.getPayload()));
            version++;
            if (last.size() == shown) {
                last.removeFirst();
            }
            last.addLast(event);
        }
        if (state == null) {
            throw notFound("The " + thing + " was not recorded by then.", Map.of());
        }
        if (asked instanceof AsOf.Version wanted && version < wanted.version()) {
            throw notFound(
                    "The " + thing + " has no version " + wanted.version() + ".", Map.of("lastVersion", version));
        }
        return new Then<>(state, last.stream().map(AuditEntry::of).toList());
    }

    private static Problem notFound(String detail, Map<String, Object> facts) {
        return new Problem(HttpStatus.NOT_FOUND, "not-found", detail, facts);
    }

    private static Problem tooManyEvents() {
        return new Problem(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "too-many-events",
                "An answer is made from at most " + MAX_EVENTS
                        + " events, and this takes more. Ask for a version up to " + MAX_EVENTS + ".",
                Map.of("max", MAX_EVENTS));
    }
}
