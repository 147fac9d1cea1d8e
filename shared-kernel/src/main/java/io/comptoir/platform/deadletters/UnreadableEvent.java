package io.comptoir.platform.deadletters;

/** A stored event of a type that this server does not know, such as one of a newer server that was rolled back. */
public final class UnreadableEvent extends RuntimeException {

    public UnreadableEvent() {
        super("the type of the event is not known here");
    }
}
