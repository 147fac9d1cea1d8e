package io.comptoir.projection.replay;

/** A store answers that it cannot do what it is asked, whatever the documents are: no rights, no space, no confirmation. */
public final class StoreFailure extends RuntimeException {

    public StoreFailure(Store store, String message) {
        super(store.title() + ": " + message);
    }
}
