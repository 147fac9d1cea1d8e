package io.comptoir.projection.replay;

/** A store does not answer. Its message and cause hold no document, so that they can be logged. */
public final class StoreAway extends RuntimeException {

    private final Store store;

    public StoreAway(Store store, Throwable cause) {
        super(store.title() + " does not answer", cause);
        this.store = store;
    }

    public Store store() {
        return store;
    }
}
