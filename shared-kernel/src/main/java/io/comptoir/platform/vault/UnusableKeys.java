package io.comptoir.platform.vault;

/** The encryption keys cannot be used with this vault; the message says what a person can do. Nothing starts then. */
public final class UnusableKeys extends RuntimeException {

    UnusableKeys(String message) {
        super(message);
    }

    UnusableKeys(String message, Throwable cause) {
        super(message, cause);
    }
}
