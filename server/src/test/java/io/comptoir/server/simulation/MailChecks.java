package io.comptoir.server.simulation;

import io.comptoir.contract.effects.EffectEvent;
import io.comptoir.contract.effects.EffectKindSwitched;
import io.comptoir.contract.effects.EffectPlanned;
import io.comptoir.contract.effects.EffectState;
import io.comptoir.contract.orders.Customer;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.EffectId;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.privacy.Sealing;
import io.comptoir.process.effects.MailOffice;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.jspecify.annotations.Nullable;

/** One mail for each order with an address since there is a mail server, and none once the order is cancelled or its customer is erased. */
final class MailChecks {

    private final World world;
    private final Sealing sealing;
    private final Findings findings;
    private final long since;

    MailChecks(World world, Sealing sealing, Findings findings) {
        this.world = world;
        this.sealing = sealing;
        this.findings = findings;
        this.since = world.log().all().stream()
                .filter(event -> event.getPayload() instanceof EffectKindSwitched)
                .mapToLong(EventLog::positionOf)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }

    void check() {
        Map<String, List<MailOffice.Taken>> taken =
                world.mails().taken().stream().collect(Collectors.groupingBy(MailOffice.Taken::id));
        Set<String> known = new HashSet<>();
        Map<String, Long> planned = world.log().all().stream()
                .map(EventLog::eventOf)
                .filter(EffectPlanned.class::isInstance)
                .collect(Collectors.groupingBy(
                        event -> ((EffectPlanned) event).subject().toString(), Collectors.counting()));
        world.log().streams().forEach((name, history) -> {
            StreamId id = StreamId.parse(name);
            if (id.kind().equals("effect")) {
                String mail = world.mails().mailOf(EffectId.of(id.key()));
                known.add(mail);
                effect(name, history, taken.getOrDefault(mail, List.of()));
            } else if (id.kind().equals("order")) {
                planned(name, history.getFirst(), planned.getOrDefault(name, 0L));
            }
        });
        taken.keySet().forEach(mail -> findings.expect(known.contains(mail), "a mail is in no ledger"));
    }

    private void effect(String name, List<TrackedEventMessage<?>> history, List<MailOffice.Taken> taken) {
        EffectState state = Objects.requireNonNull(
                CommandChecks.fold(history, EffectEvent.class, EffectState::after), "a stream has events");
        int most = switch (state.state()) {
            case CONFIRMED -> 1;
            case FAILED -> 0;
            case PLANNED, SENT, UNKNOWN -> {
                findings.add(name + " never ended: " + state.state());
                yield 1;
            }
        };
        findings.expect(
                taken.size() == most, name + " is " + state.state() + ", and was mailed " + taken.size() + " times");
        List<TrackedEventMessage<?>> order = world.log().of(state.subject().toString());
        taken.forEach(mail -> allowed(name, mail, order));
    }

    private void allowed(String name, MailOffice.Taken mail, List<TrackedEventMessage<?>> order) {
        findings.expect(
                order.stream()
                        .filter(event -> event.getPayload() instanceof OrderCancelled)
                        .noneMatch(event -> EventLog.positionOf(event) <= mail.connectedAt()),
                name + " was mailed for an order that was cancelled");
        OrderPlaced placed = (OrderPlaced) order.getFirst().getPayload();
        findings.expect(
                !world.wasErased(placed.tenantId(), referenceIn(placed), generationIn(placed), mail.connectedAt()),
                name + " was mailed to somebody who was erased");
    }

    private static DataSubjectId referenceIn(OrderPlaced placed) {
        return Objects.requireNonNull(placed.customer().reference(), "every stored order has one");
    }

    /** Of the key that its customer is sealed with. */
    static int generationIn(OrderPlaced placed) {
        Customer customer = placed.customer();
        return Sealing.keyOf(
                        referenceIn(placed), Objects.requireNonNull(customer.sealed(), "every stored order is sealed"))
                .generation();
    }

    /** Of those who were erased nobody can say any more whether they had an address. */
    private void planned(String name, TrackedEventMessage<?> message, long effects) {
        OrderPlaced placed = (OrderPlaced) message.getPayload();
        boolean confirmed = EventLog.positionOf(message) > since;
        @Nullable
        Note email = sealing.opened(placed.tenantId(), placed).customer().email();
        if (email == null || !email.value().equals(Sealing.ERASED)) {
            findings.expect(effects == (email == null || !confirmed ? 0 : 1), name + " has " + effects + " mails");
        }
    }
}
