package io.comptoir.contract.values;

import java.util.regex.Pattern;

/**
 * Somebody as the identity provider knows them: a name without a meaning. An address is refused, because what stands in an
 * event stands there for ever.
 *
 * @param value 1 to 128 letters, digits and the characters {@code . _ ~ | : -}
 */
public record SubjectId(String value) {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~|:-]{1,128}");

    public SubjectId {
        if (!FORM.matcher(value).matches()) {
            throw new InvalidValue("must be 1 to 128 letters, digits or . _ ~ | : - and no address");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
