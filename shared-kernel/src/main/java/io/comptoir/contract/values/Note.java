package io.comptoir.contract.values;

/**
 * A short text that a person or a system gives with a command: a name, a reason, a reference.
 *
 * @param value 1 to 200 characters, no control characters, no space at an end
 */
public record Note(String value) {

    public static final int MAX_LENGTH = 200;

    public Note {
        Text.checked(value, MAX_LENGTH);
    }

    @Override
    public String toString() {
        return value;
    }
}
