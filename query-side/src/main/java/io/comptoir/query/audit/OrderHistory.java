package io.comptoir.query.audit;

import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.values.InvalidValue;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.http.Problem;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.projection.audit.AuditEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;

/** What an order was, made again from its events; no read model is asked, so it is right even when all of them are gone. */
@Component
class OrderHistory {

    /** An order has a handful of events; this many would be a fault. */
    private static final int MAX_EVENTS = 10_000;

    private final EventStore events;

    OrderHistory(EventStore events) {
        this.events = events;
    }

    /** The order as it had been recorded by then; not found before it was recorded, even if the customer ordered earlier. */
    AuditQueryController.OrderThen at(TenantId tenantId, String id, Instant moment) {
        return upTo(tenantId, id, event -> !event.getTimestamp().isAfter(moment))
                .orElseThrow(() -> new Problem(
                        HttpStatus.NOT_FOUND, "not-found", "The order was not recorded by then.", Map.of()));
    }

    /** The order after its first events; not found where it has fewer. */
    AuditQueryController.OrderThen atVersion(TenantId tenantId, String id, long version) {
        AuditQueryController.OrderThen then = upTo(tenantId, id, event -> event.getSequenceNumber() < version)
                .orElseThrow(() -> Problem.notFound("order"));
        if (then.state().version() < version) {
            throw new Problem(
                    HttpStatus.NOT_FOUND,
                    "not-found",
                    "The order has no version " + version + ".",
                    Map.of("lastVersion", then.state().version()));
        }
        return then;
    }

    private Optional<AuditQueryController.OrderThen> upTo(
            TenantId tenantId, String id, Predicate<DomainEventMessage<?>> included) {
        List<? extends DomainEventMessage<?>> all = eventsOf(tenantId, id);
        if (all.isEmpty()) {
            throw Problem.notFound("order");
        }
        @Nullable OrderState state = null;
        List<AuditEntry> entries = new ArrayList<>();
        for (DomainEventMessage<?> event : all) {
            if (included.test(event)) {
                state = OrderState.after(state, (OrderEvent) event.getPayload());
                entries.add(AuditEntry.of(event));
            }
        }
        return Optional.ofNullable(state).map(then -> new AuditQueryController.OrderThen(then, List.copyOf(entries)));
    }

    private List<? extends DomainEventMessage<?>> eventsOf(TenantId tenantId, String id) {
        TenantScope.require(tenantId);
        OrderId orderId;
        try {
            orderId = OrderId.of(id);
        } catch (InvalidValue e) {
            return List.of();
        }
        // From the first event on, because otherwise a snapshot would stand for the events before it.
        return events.readEvents(orderId.streamOf(tenantId).toString(), 0)
                .asStream()
                .limit(MAX_EVENTS)
                .toList();
    }
}
