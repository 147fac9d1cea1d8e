package io.comptoir.contract.values;

/**
 * A country as the channel names it: an ISO 3166 code or a name. It is not normalised, because a marketplace's own word is
 * part of the record; a reader that needs codes maps them.
 *
 * @param value 1 to 60 characters
 */
public record Country(String value) {

    public static final int MAX_LENGTH = 60;

    public Country {
        Text.checked(value, MAX_LENGTH);
    }

    @Override
    public String toString() {
        return value;
    }
}
