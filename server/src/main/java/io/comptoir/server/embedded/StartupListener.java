package io.comptoir.server.embedded;

/** Hears what the embedded stores are doing while they start, so that a person who waits can see why. */
@FunctionalInterface
public interface StartupListener {
    /** The value of {@code percent} when a step cannot say how far it is. */
    int UNKNOWN = -1;

    /**
     * Called at the beginning of a step and whenever its whole percentage changes, from the thread that starts the
     * store; three stores may call at once.
     *
     * @param store the name for people, for example "PostgreSQL"
     * @param step what is being done, for example "unpacking"; the last step of a successful start is "ready"
     * @param percent 0 to 100, or {@link #UNKNOWN}
     */
    void step(String store, String step, int percent);
}
