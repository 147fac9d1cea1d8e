package io.comptoir.projection.replay;

/**
 * One version of a read model: a whole one, built from the first event on, with documents and a processor of its own.
 *
 * @param number from 1; each rebuild takes the next
 */
public record Generation(ReadModel model, int number) {

    public Generation {
        if (number < 1) {
            throw new IllegalArgumentException("versions of a read model begin with 1, not " + number);
        }
    }

    /** The collection or index. */
    public String location() {
        return locationOf(model.resource(), number);
    }

    /** Names its processor, its tokens and its dead letters. */
    public String handler() {
        return model.name() + "@" + number;
    }

    static String locationOf(String resource, int number) {
        return resource + "_v" + number;
    }
}
