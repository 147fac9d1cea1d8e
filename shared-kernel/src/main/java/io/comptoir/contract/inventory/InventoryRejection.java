package io.comptoir.contract.inventory;

import io.comptoir.contract.Rejection;
import io.comptoir.contract.values.Location;
import io.comptoir.contract.values.Sku;
import java.util.List;

/** Why a command was refused for the sake of the stock. */
public sealed interface InventoryRejection extends Rejection {

    /** @param shortages every SKU that is short, by name */
    record InsufficientStock(List<Shortage> shortages) implements InventoryRejection {
        public InsufficientStock {
            shortages = List.copyOf(shortages);
        }

        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return shortages.size() == 1
                    ? "There is not enough stock of " + shortages.getFirst().sku() + "."
                    : "There is not enough stock of " + shortages.size() + " SKUs.";
        }
    }

    /** @param available what lies there and is held by no order, in units */
    record WriteOffExceedsAvailable(Sku sku, Location location, long requested, long available)
            implements InventoryRejection {
        @Override
        public Kind kind() {
            return Kind.CONFLICT;
        }

        @Override
        public String explanation() {
            return "Only " + available + " units of " + sku + " at " + location + " are free to be written off.";
        }
    }

    /** @param max the most units of one SKU that one location holds */
    record LocationFull(Sku sku, Location location, long max) implements InventoryRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "A location holds at most " + max + " units of one SKU.";
        }
    }

    /** @param max the most locations that can hold one SKU */
    record TooManyLocations(Sku sku, int max) implements InventoryRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "One SKU lies at no more than " + max + " locations.";
        }
    }

    record LineCountOutOfRange(int lines, int max) implements InventoryRejection {
        @Override
        public Kind kind() {
            return Kind.RULE_BROKEN;
        }

        @Override
        public String explanation() {
            return "A document of adjustments has 1 to " + max + " lines, not " + lines + ".";
        }
    }
}
