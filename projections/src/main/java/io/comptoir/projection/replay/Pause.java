package io.comptoir.projection.replay;

/** A wait between two looks at something that offers no signal. */
final class Pause {

    private Pause() {}

    /** Waits; false if the thread is to end instead. */
    static boolean millis(long millis) {
        try {
            Thread.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
