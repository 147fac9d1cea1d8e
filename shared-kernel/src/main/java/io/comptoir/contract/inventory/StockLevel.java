package io.comptoir.contract.inventory;

import io.comptoir.contract.values.Location;

/**
 * The stock of one SKU at one location, in units.
 *
 * @param onHand   what lies there; 0 or more
 * @param reserved what orders hold of it; 0 to {@code onHand}
 */
public record StockLevel(Location location, long onHand, long reserved) {

    public StockLevel {
        if (reserved < 0 || onHand < reserved) {
            throw new IllegalStateException(
                    "stock at " + location + " cannot be " + onHand + " on hand with " + reserved + " reserved");
        }
    }

    static StockLevel none(Location location) {
        return new StockLevel(location, 0, 0);
    }

    /** What a new order can take. */
    public long available() {
        return onHand - reserved;
    }
}
