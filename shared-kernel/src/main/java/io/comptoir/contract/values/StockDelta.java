package io.comptoir.contract.values;

/** A correction of stock in units: -{@value Quantity#MAX} to {@value Quantity#MAX}, but not 0. Negative means written off. */
public record StockDelta(int value) {

    public StockDelta {
        if (value == 0 || value < -Quantity.MAX || value > Quantity.MAX) {
            throw new InvalidValue(
                    "must be between -" + Quantity.MAX + " and " + Quantity.MAX + " and not 0, was " + value);
        }
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
