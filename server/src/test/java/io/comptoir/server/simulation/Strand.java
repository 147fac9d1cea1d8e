package io.comptoir.server.simulation;

import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One line of work of a node: a request, a writer's group, a look at timers, a batch. It has a thread of its own, so that the
 * code it runs may wait as it always does, but it goes on only when it is told to and until it pauses: of all strands of a
 * world one moves at a time, and nobody's timing matters.
 */
final class Strand {

    private static final ScopedValue<Strand> CURRENT = ScopedValue.newInstance();

    /** The process has died: what comes after a pause does not happen any more. */
    static final class Killed extends Error {
        Killed() {
            super("the process is dead", null, false, false);
        }
    }

    private final String name;
    private final Chance ids;
    private final Semaphore goOn = new Semaphore(0);
    private final Semaphore paused = new Semaphore(0);
    private BooleanSupplier ready = Strand::atAnyTime;
    private boolean killed;
    private boolean ended;
    private @Nullable Throwable failure;

    Strand(String name, Chance ids, Runnable work) {
        this.name = name;
        this.ids = ids;
        Thread unused = Thread.ofVirtual().name(name).start(() -> live(work));
    }

    private void live(Runnable work) {
        goOn.acquireUninterruptibly();
        try {
            if (!killed) {
                ScopedValue.where(CURRENT, this).run(work);
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            ended = true;
            paused.release();
        }
    }

    static boolean isCurrent() {
        return CURRENT.isBound();
    }

    static Strand current() {
        return CURRENT.get();
    }

    Chance ids() {
        return ids;
    }

    private static boolean atAnyTime() {
        return true;
    }

    /** Lets others go on. */
    void pause() {
        await(Strand::atAnyTime);
    }

    /** Lets others go on until something is the case. */
    void await(BooleanSupplier condition) {
        dieIfKilled();
        ready = condition;
        paused.release();
        goOn.acquireUninterruptibly();
        dieIfKilled();
    }

    /** What a dead process does reaches nothing that outlives it. */
    void dieIfKilled() {
        if (killed) {
            throw new Killed();
        }
    }

    /** Whether it can be told to go on. */
    boolean isReady() {
        return !ended && ready.getAsBoolean();
    }

    boolean hasEnded() {
        return ended;
    }

    /** Goes on until it pauses or ends. */
    void proceed() {
        goOn.release();
        paused.acquireUninterruptibly();
    }

    /** Ends it where it is; only what its code does on its way out is still done, and that cannot reach a store. */
    void kill() {
        killed = true;
        while (!ended) {
            proceed();
        }
    }

    /** What it ended with, unless that was its own or the process's end. */
    @Nullable
    Throwable failure() {
        return killed ? null : failure;
    }

    @Override
    public String toString() {
        return name;
    }
}
