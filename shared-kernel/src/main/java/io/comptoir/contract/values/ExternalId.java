package io.comptoir.contract.values;

/**
 * The id that a channel gave to an order or document of its own; unique within organization and channel.
 *
 * @param value 1 to 128 characters, no control characters
 */
public record ExternalId(String value) {

    public static final int MAX_LENGTH = 128;

    public ExternalId {
        Text.checked(value, MAX_LENGTH);
    }

    @Override
    public String toString() {
        return value;
    }
}
