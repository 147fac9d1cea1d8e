package io.comptoir.platform.timers;

import java.time.Duration;
import java.time.Instant;

/** What a process does when the time of one kind of timer has come. It may be asked twice and must do it once. */
public interface TimedStep {

    /** The {@link Timer#kind}. */
    String kind();

    /**
     * Does it.
     *
     * @param now not before the timer's moment
     * @return whether the timer needs nothing more; otherwise it comes again
     */
    boolean carryOut(Timer timer, Instant now);

    /** Many times what the step takes. After a crash, or when it failed, a timer comes again so much later. */
    default Duration lease() {
        return Duration.ofSeconds(30);
    }

    /** How many timers are worked on at a time on one node; 1 for steps that only send a command. */
    default int atOnce() {
        return 1;
    }
}
