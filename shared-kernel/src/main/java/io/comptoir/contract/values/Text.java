package io.comptoir.contract.values;

/** The one check of every textual value: length and characters. */
final class Text {

    private Text() {}

    static String checked(String text, int maxLength) {
        if (text.isBlank()) {
            throw new InvalidValue("must not be blank");
        }
        if (text.length() > maxLength) {
            throw new InvalidValue("must have at most " + maxLength + " characters, has " + text.length());
        }
        if (!text.equals(text.strip())) {
            throw new InvalidValue("must not begin or end with white space");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidValue("must not contain control characters");
        }
        return text;
    }
}
