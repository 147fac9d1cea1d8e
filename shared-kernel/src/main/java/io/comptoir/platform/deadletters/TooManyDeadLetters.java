package io.comptoir.platform.deadletters;

/** A handler fails on so many streams that the events cannot be to blame: it stops instead of leaving out more. */
public final class TooManyDeadLetters extends RuntimeException {

    public TooManyDeadLetters(String handler) {
        super(handler + " has " + ParkedSequences.MAX_PARKED + " parked sequences and stops");
    }
}
