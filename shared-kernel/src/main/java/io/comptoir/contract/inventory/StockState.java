package io.comptoir.contract.inventory;

import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Sku;
import java.util.ArrayList;
import java.util.List;

/**
 * The stock of one SKU as its events leave it, in units.
 *
 * @param received   everything that ever came in, found goods included
 * @param writtenOff everything that was ever written off; {@code received = available + reserved + writtenOff}
 * @param locations  the levels of the locations that ever held the SKU, by name
 * @param version    how many events made it; 0 for a SKU that never had stock
 */
public record StockState(Sku sku, long received, long writtenOff, List<StockLevel> locations, long version) {

    public StockState {
        locations = List.copyOf(locations);
    }

    public static StockState none(Sku sku) {
        return new StockState(sku, 0, 0, List.of(), 0);
    }

    public StockState after(StockEvent event) {
        return switch (event) {
            case StockReceived e ->
                moved(e.location(), e.quantity().value(), 0, e.quantity().value(), 0);
            case StockAdjusted e -> {
                int delta = e.delta().value();
                yield moved(e.location(), delta, 0, Math.max(delta, 0), Math.max(-delta, 0));
            }
            case StockReserved e -> moved(e.location(), 0, e.units(), 0, 0);
            case StockReleased e -> moved(e.location(), 0, -e.units(), 0, 0);
        };
    }

    public long onHand() {
        return locations.stream().mapToLong(StockLevel::onHand).sum();
    }

    public long reserved() {
        return locations.stream().mapToLong(StockLevel::reserved).sum();
    }

    public long available() {
        return onHand() - reserved();
    }

    public StockLevel at(Location location) {
        return locations.stream()
                .filter(level -> level.location().equals(location))
                .findFirst()
                .orElseGet(() -> StockLevel.none(location));
    }

    private StockState moved(Location location, long onHand, long reserved, long receivedNow, long writtenOffNow) {
        List<StockLevel> levels = new ArrayList<>(locations.size() + 1);
        boolean placed = false;
        for (StockLevel level : locations) {
            if (!placed && level.location().compareTo(location) >= 0) {
                placed = true;
                if (level.location().equals(location)) {
                    levels.add(new StockLevel(location, level.onHand() + onHand, level.reserved() + reserved));
                    continue;
                }
                levels.add(new StockLevel(location, onHand, reserved));
            }
            levels.add(level);
        }
        if (!placed) {
            levels.add(new StockLevel(location, onHand, reserved));
        }
        return new StockState(sku, received + receivedNow, writtenOff + writtenOffNow, levels, version + 1);
    }
}
