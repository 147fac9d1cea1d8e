package io.comptoir.projection.replay;

/** Asks a store whether it is there. */
public interface StoreProbe {

    Store store();

    /** Whether the store answered just now; takes a few seconds at most and throws nothing. */
    boolean answers();
}
