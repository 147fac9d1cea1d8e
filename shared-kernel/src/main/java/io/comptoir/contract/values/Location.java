package io.comptoir.contract.values;

import java.util.regex.Pattern;

/**
 * A place where stock lies.
 *
 * @param value 1 to 40 lower-case letters, digits and hyphens, beginning with a letter or digit
 */
public record Location(String value) implements Comparable<Location> {

    private static final Pattern FORM = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    /** Where stock lies unless it is said otherwise. Declared after the form that it is checked against. */
    public static final Location MAIN = new Location("main");

    public Location {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidValue(
                    "must be 1 to 40 lower-case letters, digits and hyphens, not beginning with a hyphen");
        }
    }

    @Override
    public int compareTo(Location other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
