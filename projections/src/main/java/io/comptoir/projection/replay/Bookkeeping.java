package io.comptoir.projection.replay;

import java.util.Optional;

/**
 * What is remembered about the read models beside their documents: which versions there are, the tokens, and how far each
 * version is. Its methods throw {@link StoreAway} while that store is away.
 */
public interface Bookkeeping {

    /** Creates what it needs and lacks. */
    void create();

    /** Forgets how far a version is, so that it starts at the first event again. */
    void forget(Generation generation);

    /** Tells the other nodes how far this node's segments are. */
    void publish(Generation generation, SegmentPositions positions);

    /** What all nodes published. */
    SegmentPositions published(Generation generation);

    /** Which versions of a read model there are; empty while nobody has written it down. */
    Optional<Versions> versions(ReadModel model);

    /** Writes down the first versions of a read model, unless somebody did. */
    void begin(Versions first);

    /** Writes down what changed; false, and nothing is changed, if somebody else changed it since it was read. */
    boolean replace(Versions before, Versions after);
}
