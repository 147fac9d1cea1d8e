package io.comptoir.projection.replay;

/** What is remembered about the read models beside their documents: the tokens, and how far each one is. */
public interface Bookkeeping {

    /** Creates what it needs and lacks. */
    void create();

    /** Forgets how far a read model is, so that it starts at the first event again. */
    void forget(ReadModel model);

    /** Tells the other nodes how far this node's segments are. */
    void publish(ReadModel model, SegmentPositions positions);

    /** What all nodes published. */
    SegmentPositions published(ReadModel model);
}
