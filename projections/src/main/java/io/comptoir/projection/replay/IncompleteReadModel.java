package io.comptoir.projection.replay;

/** A read model lacks events that its tokens say it has had, so it must be built again. */
public final class IncompleteReadModel extends RuntimeException {

    public IncompleteReadModel(String message) {
        super(message);
    }
}
