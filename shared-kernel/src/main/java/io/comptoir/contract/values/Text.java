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
        if (text.chars().anyMatch(Text::isControl)) {
            throw new InvalidValue("must not contain control characters");
        }
        // The half of a surrogate pair is no character: UTF-8 cannot write it, so two different texts would be stored
        // as one.
        if (text.codePoints().anyMatch(Text::isHalfACharacter)) {
            throw new InvalidValue("must be valid Unicode");
        }
        return text;
    }

    /** A separator of lines or paragraphs breaks a line as well as the older characters do. */
    private static boolean isControl(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.LINE_SEPARATOR
                || Character.getType(character) == Character.PARAGRAPH_SEPARATOR;
    }

    private static boolean isHalfACharacter(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
