package io.comptoir.projection.replay;

/** A store takes no document with that content, whenever it is asked. The message names no content, so it can be logged. */
public final class RefusedDocument extends RuntimeException {

    public RefusedDocument(String message) {
        super(message);
    }
}
