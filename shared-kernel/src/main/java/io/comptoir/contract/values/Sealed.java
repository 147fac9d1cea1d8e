package io.comptoir.contract.values;

import java.util.regex.Pattern;

/**
 * Personal data that only the key of its person opens. It tells neither which data there is nor how long it is.
 *
 * @param text {@code <kind>:<base64>}: the kind of record that was sealed, and format, generation of the key, nonce and
 *     cipher text
 */
public record Sealed(String text) {

    /** Far more than the longest name and address need. */
    public static final int MAX_LENGTH = 8_192;

    private static final Pattern FORM = Pattern.compile("[a-z][A-Za-z]{0,63}:[A-Za-z0-9+/]+={0,2}");

    public Sealed {
        if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
            throw new InvalidValue("must be sealed data");
        }
    }

    /** What kind of record was sealed. */
    public String kind() {
        return text.substring(0, text.indexOf(':'));
    }

    /** Everything behind the kind, in base 64. */
    public String content() {
        return text.substring(text.indexOf(':') + 1);
    }

    @Override
    public String toString() {
        return kind() + ":…";
    }
}
