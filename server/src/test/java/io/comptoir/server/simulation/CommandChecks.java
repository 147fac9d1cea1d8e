package io.comptoir.server.simulation;

import io.comptoir.contract.Command;
import io.comptoir.contract.Decision;
import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.effects.EffectEvent;
import io.comptoir.contract.effects.EffectRescheduled;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.effects.RetryEffect;
import io.comptoir.contract.inventory.AdjustStock;
import io.comptoir.contract.inventory.AdjustmentsBooked;
import io.comptoir.contract.inventory.BookAdjustments;
import io.comptoir.contract.inventory.InventoryRejection.InsufficientStock;
import io.comptoir.contract.inventory.ReceiveStock;
import io.comptoir.contract.inventory.Shortage;
import io.comptoir.contract.inventory.StockAdjusted;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.orders.AcceptOrder;
import io.comptoir.contract.orders.CancelOrder;
import io.comptoir.contract.orders.OrderAccepted;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderEvent;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.orders.OrderState;
import io.comptoir.contract.orders.PlaceOrder;
import io.comptoir.contract.privacy.DataSubjectErased;
import io.comptoir.contract.privacy.EraseDataSubject;
import io.comptoir.platform.messaging.ConcurrentChange;
import io.comptoir.platform.messaging.EventStoreUnavailable;
import io.comptoir.platform.messaging.Overloaded;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.jspecify.annotations.Nullable;

/** What was acknowledged is stored once and as it was told; what was refused is not; everything else is so at most once. */
final class CommandChecks {

    private final EventLog log;
    private final Findings findings;
    private final Map<String, List<DomainEvent>> byCommand = new HashMap<>();

    CommandChecks(EventLog log, Findings findings) {
        this.log = log;
        this.findings = findings;
        log.all()
                .forEach(event -> byCommand
                        .computeIfAbsent(EventLog.commandOf(event), command -> new ArrayList<>())
                        .add(EventLog.eventOf(event)));
    }

    void check(Request request) {
        request.attempts.forEach(this::attempt);
        long stored = request.attempts.stream().filter(this::isStored).count();
        // Whoever comes back can be erased again, which a request that arrives late may do.
        findings.expect(
                stored <= 1
                        || request.attempts.stream().anyMatch(attempt -> attempt.command instanceof EraseDataSubject),
                request + " was carried out " + stored + " times");
        findings.expect(!request.isAskedAgain(), request + " was never answered");
    }

    private boolean isStored(Request.Attempt attempt) {
        return byCommand.containsKey(attempt.commandId);
    }

    private void attempt(Request.Attempt attempt) {
        if (isStored(attempt)) {
            once(attempt, Objects.requireNonNull(attempt.command));
        }
        switch (attempt.end) {
            case DECIDED -> decided(attempt, Objects.requireNonNull(attempt.decision));
            case FAILED -> failed(attempt, Objects.requireNonNull(attempt.failure));
            case TURNED_AWAY -> expectNotStored(attempt, "turned away");
            case LOST -> {
                if (attempt.decision != null) {
                    decided(attempt, attempt.decision);
                }
            }
            case OPEN -> findings.add(attempt.request + " is still open");
        }
    }

    private void expectNotStored(Request.Attempt attempt, String what) {
        findings.expect(!isStored(attempt), attempt.request + " was " + what + ", and stored");
    }

    /** That the events of a command lie side by side, the trail says; here, that it did no more than it should. */
    private void once(Request.Attempt attempt, Command command) {
        Class<?> type = switch (command) {
            case ReceiveStock in -> StockReceived.class;
            case AdjustStock changed -> StockAdjusted.class;
            case BookAdjustments document -> AdjustmentsBooked.class;
            case PlaceOrder order -> OrderPlaced.class;
            case AcceptOrder order -> OrderAccepted.class;
            case CancelOrder order -> OrderCancelled.class;
            case EraseDataSubject person -> DataSubjectErased.class;
            case RetryEffect effect -> EffectRescheduled.class;
            default -> throw new IllegalStateException("what does " + command + " do?");
        };
        long count = byCommand.getOrDefault(attempt.commandId, List.of()).stream()
                .filter(type::isInstance)
                .count();
        findings.expect(count == 1, attempt.request + " did " + count + " times what it should");
    }

    private void decided(Request.Attempt attempt, Decision<?> decision) {
        switch (decision) {
            case Decision.Accepted<?> accepted -> accepted(attempt, accepted);
            case Decision.Refused<?> refused -> {
                expectNotStored(attempt, "refused");
                if (refused.rejection() instanceof InsufficientStock insufficient) {
                    insufficient.shortages().forEach(shortage -> shortage(attempt, shortage));
                }
            }
        }
    }

    private void accepted(Request.Attempt attempt, Decision.Accepted<?> accepted) {
        List<TrackedEventMessage<?>> stream = log.of(accepted.stream().toString());
        if (stream.size() < accepted.version()) {
            findings.add(attempt.request + " was acknowledged and is not stored");
            return;
        }
        List<TrackedEventMessage<?>> history = stream.subList(0, (int) accepted.version());
        if (accepted.replayed()) {
            expectNotStored(attempt, "answered from before");
        } else if (!accepted.repeated()) {
            findings.expect(
                    EventLog.commandOf(history.getLast()).equals(attempt.commandId),
                    attempt.request + " was acknowledged with another command's event");
        }
        findings.expect(
                accepted.outcome().equals(made(accepted.outcome(), history)),
                attempt.request + " was answered what its events do not make");
    }

    private static @Nullable Object made(Object outcome, List<TrackedEventMessage<?>> history) {
        return switch (outcome) {
            case OrderState order -> fold(history, OrderEvent.class, OrderState::after);
            case StockState stock -> fold(history, StockEvent.class, CommandChecks::after);
            case EffectState effect -> fold(history, EffectEvent.class, EffectState::after);
            case AdjustmentsBooked booked -> history.getLast().getPayload();
            default -> outcome;
        };
    }

    static StockState after(@Nullable StockState before, StockEvent event) {
        return (before == null ? StockState.none(event.sku()) : before).after(event);
    }

    static <E, S> @Nullable S fold(
            List<? extends TrackedEventMessage<?>> history, Class<E> type, BiFunction<@Nullable S, E, S> after) {
        @Nullable S state = null;
        for (TrackedEventMessage<?> event : history) {
            state = after.apply(state, type.cast(event.getPayload()));
        }
        return state;
    }

    /** As much as it was told was available at some moment between the question and the answer. */
    private void shortage(Request.Attempt attempt, Shortage shortage) {
        Set<Long> seen = new HashSet<>();
        long atFirst = 0;
        @Nullable StockState state = null;
        for (TrackedEventMessage<?> event : log.of(
                StockEvent.streamOf(attempt.request.tenant, shortage.sku()).toString())) {
            long position = EventLog.positionOf(event);
            if (position <= attempt.answeredAt) {
                state = after(state, (StockEvent) event.getPayload());
                if (position <= attempt.sentAt) {
                    atFirst = state.available();
                } else {
                    seen.add(state.available());
                }
            }
        }
        findings.expect(
                atFirst == shortage.available() || seen.contains(shortage.available()),
                attempt.request + " was refused for " + shortage + ", which never was so while it waited");
    }

    private void failed(Request.Attempt attempt, Throwable failure) {
        switch (failure) {
            case Overloaded overloaded -> expectNotStored(attempt, "told that it is not carried out");
            case ConcurrentChange collided -> expectNotStored(attempt, "told of a collision");
            case Node.SimulatedFault fault -> expectNotStored(attempt, "failed by its handler");
            case EventStoreUnavailable unknown -> {
                // Perhaps stored and perhaps not; that it is whole, the trail says.
            }
            default -> {
                expectNotStored(attempt, "failed");
                findings.expect(
                        failure.getCause() instanceof StackOverflowError,
                        attempt.request + " failed unexpectedly: " + failure);
            }
        }
    }
}
