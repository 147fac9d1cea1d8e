package io.comptoir.server.backup;

/** A backup or a restore that is not done, or was undone, for a reason that the message tells together with what to do. */
final class Refused extends RuntimeException {

    Refused(String advice) {
        super(advice);
    }

    Refused(String advice, Throwable cause) {
        super(advice, cause);
    }
}
