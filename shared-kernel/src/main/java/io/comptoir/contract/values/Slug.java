package io.comptoir.contract.values;

import java.util.regex.Pattern;

/**
 * The short name of an organization, unique on the platform.
 *
 * @param value 2 to 40 lower-case letters, digits and hyphens, beginning with a letter
 */
public record Slug(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{1,39}");

    public Slug {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidValue("must be 2 to 40 lower-case letters, digits and hyphens, beginning with a letter");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
