package io.comptoir.process.timers;

import io.comptoir.platform.deadletters.DeadLetters;
import io.comptoir.platform.timers.DueTimers;
import io.comptoir.platform.timers.TimedStep;
import io.comptoir.platform.timers.TimerPoller;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** One poller for each kind of timer, so that one that waits for a mail server holds up no other. */
@Component
final class Timers implements SmartLifecycle {

    /** After the projections have started, and stopped before them. */
    private static final int PHASE = 1_100;

    private final List<TimerPoller> pollers;
    private volatile boolean running;

    Timers(DueTimers timers, List<TimedStep> steps, DeadLetters letters, Clock clock, MeterRegistry meters) {
        this.pollers = steps.stream()
                .map(step -> new TimerPoller(timers, step, letters, clock, System::nanoTime, meters))
                .toList();
    }

    @Override
    public void start() {
        running = true;
        pollers.forEach(TimerPoller::start);
    }

    @Override
    public void stop() {
        running = false;
        pollers.forEach(TimerPoller::stop);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
