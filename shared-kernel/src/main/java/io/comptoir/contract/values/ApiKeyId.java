package io.comptoir.contract.values;

import java.util.regex.Pattern;

/**
 * The public part of an API key.
 *
 * @param value 16 characters of lower-case base 32: a to z and 2 to 7
 */
public record ApiKeyId(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z2-7]{16}");

    public ApiKeyId {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidValue("must be 16 characters a to z and 2 to 7");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
