package io.comptoir.contract.values;

import java.util.regex.Pattern;

/**
 * Where an order came from: a store of the organization or a marketplace.
 *
 * @param value 1 to 40 lower-case letters, digits and hyphens, beginning with a letter or digit
 */
public record Channel(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    public Channel {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidValue(
                    "must be 1 to 40 lower-case letters, digits and hyphens, not beginning with a hyphen");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
