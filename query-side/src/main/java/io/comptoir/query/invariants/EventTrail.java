package io.comptoir.query.invariants;

import io.comptoir.contract.catalog.ProductRegistered;
import io.comptoir.contract.imports.ImportStarted;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockReleased;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.orders.OrderCancelled;
import io.comptoir.contract.orders.OrderPlaced;
import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.ContractJson;
import io.comptoir.platform.messaging.SealedEvent;
import io.comptoir.platform.messaging.StoredRevisions;
import io.comptoir.platform.messaging.StoredStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One walk along an organization's stored events, for what must hold of the events alone: I3, I4, I8 and the events' part of I7.
 * It reads the stored JSON and needs nothing that is sealed. Commands and external ids are remembered as hashes of eight bytes each,
 * the orders that hold stock with what they hold.
 */
final class EventTrail {

    /** Some 100 MB; beyond it the same command twice could go unnoticed, and the result says so. */
    private static final int MAX_REMEMBERED = 1_000_000;

    private static final JsonMapper JSON = ContractJson.mapper();
    private static final StoredRevisions REVISIONS = StoredRevisions.ofTheContract();

    private final StoredStream stream;
    private final TenantId organization;
    private final Finding whole;
    private final Finding once;
    private final Finding apart;
    private final EffectTrail effects;

    private final Set<Long> commands = new HashSet<>();
    private final Set<Long> externalIds = new HashSet<>();
    private final Map<String, Map<String, Long>> held = new HashMap<>();
    private final Map<String, Long> reservedBySku = new HashMap<>();
    private final Map<String, Long> aggregates = new HashMap<>();
    private long events;

    EventTrail(
            StoredStream stream, TenantId organization, Finding whole, Finding once, Finding apart, Finding effects) {
        this.stream = stream;
        this.organization = organization;
        this.whole = whole;
        this.once = once;
        this.apart = apart;
        this.effects = new EffectTrail(effects);
    }

    /** One event with what is needed of it. */
    private record Seen(SealedEvent stored, String type, String commandId, JsonNode payload) {}

    /** Walks up to a position; answers whether the time sufficed. */
    boolean walk(long head, Budget budget) {
        List<Seen> command = new ArrayList<>();
        long reached = StoredStream.START;
        while (reached < head) {
            if (budget.isSpent()) {
                return false;
            }
            StoredStream.Part part = stream.read(organization, reached, StoredStream.MAX_EVENTS);
            for (SealedEvent stored : part.events()) {
                if (stored.position() > head) {
                    break;
                }
                Seen seen = seen(stored);
                if (!command.isEmpty() && !command.getLast().commandId().equals(seen.commandId())) {
                    end(command);
                    command.clear();
                }
                command.add(seen);
            }
            reached = part.reached();
            if (part.atEnd()) {
                break;
            }
        }
        if (!command.isEmpty()) {
            end(command);
        }
        return true;
    }

    private Seen seen(SealedEvent stored) {
        events++;
        JsonNode envelope = JSON.readTree(stored.metaData());
        JsonNode payload =
                JSON.readTree(REVISIONS.toNewest(stored.payloadType(), stored.payloadRevision(), stored.payload()));
        String scope = stored.stream().substring(0, Math.max(0, stored.stream().indexOf(':')));
        apart.expect(
                payload.path("tenantId").asString("").equals(organization.toString())
                        && (scope.equals(organization.toString()) || scope.equals(StreamId.PLATFORM)),
                "event " + stored.id() + " lies in a stream of another organization, or tells of one");
        effects.see(stored.payloadType(), payload);
        if (stored.sequence() == 0) {
            aggregates.merge(stored.payloadType(), 1L, Long::sum);
        }
        return new Seen(stored, stored.payloadType(), envelope.path("commandId").asString(stored.id()), payload);
    }

    private void end(List<Seen> command) {
        String commandId = command.getFirst().commandId();
        if (commands.size() < MAX_REMEMBERED) {
            whole.expect(commands.add(hash(commandId)), "the events of command " + commandId + " lie in two places");
        } else {
            whole.note("only the first " + MAX_REMEMBERED + " commands were compared with each other");
        }
        Map<String, Map<String, Long>> reserved = new HashMap<>();
        Map<String, Map<String, Long>> released = new HashMap<>();
        for (Seen seen : command) {
            if (seen.type().equals(StockReserved.class.getName())) {
                move(reserved, seen.payload(), 1);
            } else if (seen.type().equals(StockReleased.class.getName())) {
                move(released, seen.payload(), -1);
            }
        }
        for (Seen seen : command) {
            if (seen.type().equals(OrderPlaced.class.getName())) {
                placed(seen, reserved);
            } else if (seen.type().equals(OrderCancelled.class.getName()) || givesBack(seen, released)) {
                cancelled(seen, released);
            }
        }
        reserved.keySet()
                .forEach(order -> whole.breach("stock is reserved for order " + order + " by another command"));
        released.keySet()
                .forEach(order -> whole.breach("stock is released for order " + order + " by another command"));
    }

    /** Whatever else ends an order stands beside what it gives back. */
    private static boolean givesBack(Seen seen, Map<String, Map<String, Long>> released) {
        return seen.type().startsWith(OrderCancelled.class.getPackageName() + ".")
                && released.containsKey(seen.payload().path("orderId").asString(""));
    }

    private void move(Map<String, Map<String, Long>> orders, JsonNode payload, int sign) {
        long units = payload.path("units").asLong(0);
        orders.computeIfAbsent(payload.path("orderId").asString(""), order -> new HashMap<>())
                .merge(place(payload), units, Long::sum);
        reservedBySku.merge(payload.path("sku").asString(""), sign * units, Long::sum);
    }

    private static String place(JsonNode payload) {
        return payload.path("sku").asString("") + " " + payload.path("location").asString("");
    }

    private void placed(Seen seen, Map<String, Map<String, Long>> reserved) {
        String order = seen.payload().path("orderId").asString("");
        Map<String, Long> allocated = new HashMap<>();
        for (JsonNode allocation : seen.payload().path("allocations")) {
            allocated.merge(place(allocation), allocation.path("units").asLong(0), Long::sum);
        }
        @Nullable Map<String, Long> taken = reserved.remove(order);
        whole.expect(
                allocated.equals(taken == null ? Map.of() : taken),
                "order " + order + " was placed without exactly the stock it names");
        if (!allocated.isEmpty()) {
            held.put(order, allocated);
        }
        JsonNode externalId = seen.payload().path("externalId");
        if (externalId.isString()) {
            if (externalIds.size() < MAX_REMEMBERED) {
                once.expect(
                        externalIds.add(
                                hash(seen.payload().path("channel").asString("") + '\0' + externalId.asString())),
                        "order " + order + " has the external id of another one");
            } else {
                once.note("only the first " + MAX_REMEMBERED + " external ids were compared");
            }
        }
    }

    private void cancelled(Seen seen, Map<String, Map<String, Long>> released) {
        String order = seen.payload().path("orderId").asString("");
        @Nullable Map<String, Long> given = released.remove(order);
        @Nullable Map<String, Long> was = held.remove(order);
        whole.expect(
                (was == null ? Map.of() : was).equals(given == null ? Map.of() : given),
                "order " + order + " ended without giving back exactly the stock it held");
    }

    /** FNV-1a over the characters, then mixed: of a million texts the chance that any two meet is one in forty million. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        return hash ^ (hash >>> 33);
    }

    long events() {
        return events;
    }

    /** What orders hold of a SKU, as reservations and releases add up. */
    long reserved(String sku) {
        return reservedBySku.getOrDefault(sku, 0L);
    }

    long products() {
        return aggregates.getOrDefault(ProductRegistered.class.getName(), 0L);
    }

    long orders() {
        return aggregates.getOrDefault(OrderPlaced.class.getName(), 0L);
    }

    long effects() {
        return effects.count();
    }

    long imports() {
        return aggregates.getOrDefault(ImportStarted.class.getName(), 0L);
    }

    /** SKUs that ever had stock: a stream of stock can begin with any of its events. */
    long stocks() {
        long count = 0;
        for (Class<?> type : StockEvent.class.getPermittedSubclasses()) {
            count += aggregates.getOrDefault(type.getName(), 0L);
        }
        return count;
    }
}
