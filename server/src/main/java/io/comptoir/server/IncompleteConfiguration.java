package io.comptoir.server;

/** What was configured cannot work; the message says what is missing. */
final class IncompleteConfiguration extends RuntimeException {

    IncompleteConfiguration(String advice) {
        super(advice);
    }
}
