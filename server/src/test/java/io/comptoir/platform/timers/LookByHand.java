package io.comptoir.platform.timers;

/** Lets a poller look when it is told to. */
public final class LookByHand {

    private LookByHand() {}

    /** Does what is due; answers whether there may be more. */
    public static boolean look(TimerPoller poller) {
        return poller.look();
    }
}
