package io.comptoir.contract.values;

/** How many units of one SKU an order line or a receipt is about: 1 to {@value #MAX}. */
public record Quantity(int value) {

    public static final int MAX = 1_000_000;

    public Quantity {
        if (value < 1 || value > MAX) {
            throw new InvalidValue("must be between 1 and " + MAX + ", was " + value);
        }
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
