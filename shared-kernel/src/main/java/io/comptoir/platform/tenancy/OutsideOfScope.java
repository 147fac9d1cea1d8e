package io.comptoir.platform.tenancy;

/** Something would have been done for an organization outside of its scope: a defect, never an answer to a caller. */
public final class OutsideOfScope extends IllegalStateException {

    OutsideOfScope(String message) {
        super(message);
    }
}
