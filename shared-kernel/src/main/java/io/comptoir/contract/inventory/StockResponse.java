package io.comptoir.contract.inventory;

import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Sku;
import java.util.List;

/** The stock of one SKU as the API shows it, whichever side answers; all figures in units. */
public record StockResponse(Sku sku, long onHand, long reserved, long available, List<Level> locations) {

    public StockResponse {
        locations = List.copyOf(locations);
    }

    public record Level(Location location, long onHand, long reserved, long available) {}

    public static StockResponse of(StockState state) {
        List<Level> levels = state.locations().stream()
                .map(level -> new Level(level.location(), level.onHand(), level.reserved(), level.available()))
                .toList();
        return new StockResponse(state.sku(), state.onHand(), state.reserved(), state.available(), levels);
    }
}
