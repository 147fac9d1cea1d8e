package io.comptoir.server.simulation;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.inventory.StockAdjusted;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockReleased;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.orders.ExpireOrder;
import io.comptoir.contract.orders.OrderAccepted;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.privacy.DataSubjectErased;
import io.comptoir.contract.values.DataSubjectId;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.DecidingByHand;
import io.comptoir.platform.privacy.Sealing;
import io.comptoir.projection.replay.Document;
import io.comptoir.query.invariants.EventTrails;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.jspecify.annotations.Nullable;

/** What must be true of a world that has come to rest. */
final class Checks {

    /** A version that nobody builds but these. */
    static final int ANEW = 1_000;

    private final World world;
    private final Findings findings;

    /** As a node that has just been started: it knows no key but those that are there. */
    private final Sealing sealing;

    Checks(World world, Findings findings) {
        this.world = world;
        this.findings = findings;
        this.sealing = DecidingByHand.sealing(world.keys().keysOf(world.time().clock()));
    }

    void check() {
        EventLog log = world.log();
        world.clients()
                .tenants()
                .forEach(tenant -> EventTrails.broken(log, tenant, log.head()).forEach(findings::add));
        CommandChecks commands = new CommandChecks(log, findings);
        world.clients().requests().forEach(commands::check);
        log.streams().forEach(this::stream);
        new MailChecks(world, sealing, findings).check();
        privacy();
        readModels();
    }

    private void stream(String name, List<TrackedEventMessage<?>> history) {
        switch (StreamId.parse(name).kind()) {
            case "stock" -> stock(name, history);
            case "order" -> order(name, history.stream().map(EventLog::eventOf).toList());
            default -> {}
        }
    }

    /** Stock is what came in and was corrected, less what orders hold, and at no version less than nothing. */
    private void stock(String name, List<TrackedEventMessage<?>> history) {
        Map<String, Long> onHand = new HashMap<>();
        Map<String, Long> reserved = new HashMap<>();
        for (TrackedEventMessage<?> message : history) {
            StockEvent event = (StockEvent) message.getPayload();
            switch (event) {
                case StockReceived in ->
                    add(onHand, in.location(), in.quantity().value());
                case StockAdjusted changed ->
                    add(onHand, changed.location(), changed.delta().value());
                case StockReserved taken -> add(reserved, taken.location(), taken.units());
                case StockReleased back -> add(reserved, back.location(), -back.units());
            }
            onHand.forEach((location, units) -> findings.expect(
                    reserved.getOrDefault(location, 0L) >= 0 && units >= reserved.getOrDefault(location, 0L),
                    name + " has " + reserved.get(location) + " of " + units + " reserved at " + location));
        }
        StockState state = Objects.requireNonNull(
                CommandChecks.fold(history, StockEvent.class, CommandChecks::after), "a stream has events");
        findings.expect(state.onHand() == sum(onHand) && state.reserved() == sum(reserved), name + " does not add up");
    }

    private static void add(Map<String, Long> units, Location location, long more) {
        units.merge(location.value(), more, Long::sum);
    }

    private static long sum(Map<String, Long> units) {
        return units.values().stream().mapToLong(Long::longValue).sum();
    }

    /** It is accepted once and cancelled once, and expires at its time if it was not accepted before. */
    private void order(String name, List<DomainEvent> events) {
        long accepted = events.stream().filter(OrderAccepted.class::isInstance).count();
        List<OrderCancelled> cancelled = events.stream()
                .filter(OrderCancelled.class::isInstance)
                .map(OrderCancelled.class::cast)
                .toList();
        findings.expect(accepted <= 1, name + " was accepted " + accepted + " times");
        findings.expect(cancelled.size() <= 1, name + " was cancelled " + cancelled.size() + " times");
        findings.expect(
                cancelled.isEmpty() || events.getLast() instanceof OrderCancelled,
                name + " went on after it was cancelled");
        @Nullable Instant expiresAt = ((OrderPlaced) events.getFirst()).expiresAt();
        findings.expect(expiresAt == null || accepted > 0 || !cancelled.isEmpty(), name + " did not expire");
        cancelled.stream()
                .filter(end -> end.reason().equals(ExpireOrder.REASON))
                .forEach(end -> {
                    findings.expect(accepted == 0, name + " expired after it was accepted");
                    findings.expect(
                            expiresAt != null && !end.cancelledAt().isBefore(expiresAt),
                            name + " expired before its time");
                });
    }

    private record Person(TenantId tenant, DataSubjectId subject) {}

    /** What was sealed until somebody was erased is gone, and everything else is there. */
    private void privacy() {
        Map<Person, Integer> erased = new HashMap<>();
        for (TrackedEventMessage<?> message : world.log().all()) {
            if (message.getPayload() instanceof DataSubjectErased gone) {
                erased.merge(new Person(gone.tenantId(), gone.subject()), gone.generation(), Math::max);
            }
        }
        for (TrackedEventMessage<?> message : world.log().all()) {
            if (message.getPayload() instanceof OrderPlaced placed) {
                Person person = new Person(
                        placed.tenantId(),
                        Objects.requireNonNull(placed.customer().reference(), "every stored order has one"));
                @Nullable
                Note name = sealing.opened(placed.tenantId(), placed).customer().name();
                boolean gone = name != null && name.value().equals(Sealing.ERASED);
                int generation = MailChecks.generationIn(placed);
                findings.expect(
                        // What is of nobody is sealed with a key that is nobody's.
                        gone == (generation > 0 && generation <= erased.getOrDefault(person, 0)),
                        "order " + placed.orderId() + (gone ? " is gone for no reason" : " can still be read"));
            }
        }
    }

    /** Read models are what a fresh fold of all events makes. */
    private void readModels() {
        world.models().stream().filter(model -> !model.name().equals("timers")).forEach(model -> model.buildAnew(ANEW));
        same("products", "product", world.products());
        same("products-search", "product", world.productSearch());
        same("inventory", "stock", world.stocks());
        same("orders", "order", world.orders());
        same("orders-search", "order", world.orderSearch());
        same("effects", "effect", world.effects());
        findings.expect(
                world.timers().keys().isEmpty(),
                "timers are left: " + world.timers().keys());
    }

    private <S> void same(String name, String kind, DocumentsInMemory<S> documents) {
        int live = world.models().stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .orElseThrow()
                .live();
        Map<String, Document<S>> now = documents.in(live).documents();
        long streams = world.log().streams().keySet().stream()
                .filter(stream -> StreamId.parse(stream).kind().equals(kind))
                .count();
        findings.expect(now.size() == streams, name + " has " + now.size() + " documents of " + streams);
        documents.in(ANEW).documents().forEach((id, fresh) -> {
            @Nullable Document<S> there = now.get(id);
            findings.expect(
                    there != null
                            && there.version() == fresh.version()
                            && there.position() == fresh.position()
                            && Objects.equals(there.state(), fresh.state()),
                    name + " " + id + " is not what its events make");
        });
    }
}
