package io.comptoir.command.inventory;

import io.comptoir.contract.inventory.Allocation;
import io.comptoir.contract.inventory.InventoryRejection;
import io.comptoir.contract.inventory.InventoryRejection.LocationFull;
import io.comptoir.contract.inventory.InventoryRejection.TooManyLocations;
import io.comptoir.contract.inventory.InventoryRejection.WriteOffExceedsAvailable;
import io.comptoir.contract.inventory.Shortage;
import io.comptoir.contract.inventory.StockAdjusted;
import io.comptoir.contract.inventory.StockEvent;
import io.comptoir.contract.inventory.StockLevel;
import io.comptoir.contract.inventory.StockReceived;
import io.comptoir.contract.inventory.StockReleased;
import io.comptoir.contract.inventory.StockReserved;
import io.comptoir.contract.inventory.StockState;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Note;
import io.comptoir.contract.values.OrderId;
import io.comptoir.contract.values.Quantity;
import io.comptoir.contract.values.Sku;
import io.comptoir.contract.values.StockDelta;
import io.comptoir.contract.values.TenantId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.axonframework.modelling.command.Aggregate;
import org.axonframework.modelling.command.Repository;
import org.jspecify.annotations.Nullable;

/**
 * The stock that one decision holds. Everything is planned first, on copies, so that a refusal halfway leaves nothing behind;
 * {@link #carryOut} then applies what was planned.
 */
public final class StockHold {

    /** The most units of one SKU at one location; sums over all locations still fit in a long with room to spare. */
    static final long MAX_UNITS_AT_A_LOCATION = 1_000_000_000;

    /** The most locations of one SKU: every event of the SKU carries the cost of them. */
    static final int MAX_LOCATIONS = 200;

    private static final Comparator<StockLevel> FULLEST_FIRST =
            Comparator.comparingLong(StockLevel::available).reversed().thenComparing(StockLevel::location);

    private final TenantId tenantId;
    private final Repository<StockItem> repository;
    private final SortedMap<Sku, Optional<Aggregate<StockItem>>> items;
    private final Map<Sku, StockState> states = new TreeMap<>();
    private final List<StockEvent> planned = new ArrayList<>();

    StockHold(
            TenantId tenantId, Repository<StockItem> repository, SortedMap<Sku, Optional<Aggregate<StockItem>>> items) {
        this.tenantId = tenantId;
        this.repository = repository;
        this.items = items;
        items.forEach((sku, item) -> states.put(
                sku, item.map(found -> found.invoke(StockItem::state)).orElseGet(() -> StockState.none(sku))));
    }

    /** What is there of a SKU, with what is planned so far. */
    public StockState state(Sku sku) {
        return Objects.requireNonNull(states.get(sku), "the SKU is not part of this hold");
    }

    /** The SKUs of which more is asked than is available; empty if all can be had. */
    public List<Shortage> shortages(SortedMap<Sku, Long> demand) {
        return demand.entrySet().stream()
                .map(asked -> new Shortage(
                        asked.getKey(), asked.getValue(), state(asked.getKey()).available()))
                .filter(shortage -> shortage.requested() > shortage.available())
                .toList();
    }

    /** Plans a receipt; empty if it is possible. */
    public Optional<InventoryRejection> receive(
            Sku sku, Location location, Quantity quantity, @Nullable Note reference) {
        return roomFor(sku, location, quantity.value()).or(() -> {
            plan(new StockReceived(tenantId, sku, location, quantity, reference));
            return Optional.empty();
        });
    }

    /** Plans a correction; empty if it is possible. */
    public Optional<InventoryRejection> adjust(Sku sku, Location location, StockDelta delta, @Nullable Note reason) {
        return roomFor(sku, location, delta.value())
                .or(() -> freeToWriteOff(sku, location, -delta.value()))
                .or(() -> {
                    plan(new StockAdjusted(tenantId, sku, location, delta, reason));
                    return Optional.empty();
                });
    }

    private Optional<InventoryRejection> roomFor(Sku sku, Location location, int more) {
        StockState state = state(sku);
        if (state.at(location).onHand() + more > MAX_UNITS_AT_A_LOCATION) {
            return Optional.of(new LocationFull(sku, location, MAX_UNITS_AT_A_LOCATION));
        }
        boolean isNew =
                state.locations().stream().noneMatch(level -> level.location().equals(location));
        return isNew && state.locations().size() >= MAX_LOCATIONS
                ? Optional.of(new TooManyLocations(sku, MAX_LOCATIONS))
                : Optional.empty();
    }

    private Optional<InventoryRejection> freeToWriteOff(Sku sku, Location location, int units) {
        long available = state(sku).at(location).available();
        return units > available
                ? Optional.of(new WriteOffExceedsAvailable(sku, location, units, available))
                : Optional.empty();
    }

    /**
     * Plans to reserve what an order asks for, which must be available.
     *
     * @return from where it is taken, by SKU and location
     */
    public List<Allocation> reserve(OrderId orderId, SortedMap<Sku, Long> demand) {
        List<Allocation> allocations = new ArrayList<>();
        demand.forEach((sku, units) -> allocations.addAll(allocate(state(sku), units)));
        for (Allocation part : allocations) {
            plan(new StockReserved(tenantId, part.sku(), part.location(), orderId, part.units()));
        }
        return List.copyOf(allocations);
    }

    /** Plans to give back what an order holds. */
    public void release(OrderId orderId, List<Allocation> allocations) {
        for (Allocation part : allocations) {
            plan(new StockReleased(tenantId, part.sku(), part.location(), orderId, part.units()));
        }
    }

    /** One location for all where one suffices, the main one before others; else as few as possible, the fullest first. */
    static List<Allocation> allocate(StockState state, long units) {
        Optional<Location> single = state.locations().stream()
                .filter(level -> level.available() >= units)
                .map(StockLevel::location)
                .min(Comparator.comparing((Location location) -> !location.equals(Location.MAIN))
                        .thenComparing(Comparator.naturalOrder()));
        if (single.isPresent()) {
            return List.of(new Allocation(state.sku(), single.get(), units));
        }
        List<Allocation> parts = new ArrayList<>();
        long missing = units;
        for (StockLevel level : state.locations().stream().sorted(FULLEST_FIRST).toList()) {
            long part = Math.min(missing, level.available());
            if (part > 0) {
                parts.add(new Allocation(state.sku(), level.location(), part));
                missing -= part;
            }
        }
        if (missing > 0) {
            throw new IllegalStateException("reserving more than is available of " + state.sku());
        }
        return parts;
    }

    private void plan(StockEvent event) {
        states.put(event.sku(), state(event.sku()).after(event));
        planned.add(event);
    }

    /** Applies everything that was planned. After this the decision must be an accepted one. */
    public void carryOut() throws Exception {
        for (StockEvent event : planned) {
            Optional<Aggregate<StockItem>> item = Objects.requireNonNull(items.get(event.sku()));
            if (item.isPresent()) {
                item.get().execute(found -> found.apply(event));
            } else {
                items.put(event.sku(), Optional.of(repository.newInstance(() -> new StockItem(event))));
            }
        }
        planned.clear();
    }
}
