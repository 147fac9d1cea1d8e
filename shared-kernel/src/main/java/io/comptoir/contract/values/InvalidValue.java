package io.comptoir.contract.values;

/** A value out of its range. The message says what is required and what was given, and never names the field. */
public final class InvalidValue extends IllegalArgumentException {

    public InvalidValue(String requirement) {
        super(requirement);
    }
}
