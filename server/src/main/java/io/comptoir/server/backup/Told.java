package io.comptoir.server.backup;

import io.comptoir.server.embedded.StartupListener;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** Tells the person who waits what is being done: every two seconds where it takes so long, and once when it is done. */
final class Told implements StartupListener, AutoCloseable {

    private static final long EVERY_MILLIS = 2_000;
    private static final long NANOS_IN_A_SECOND = 1_000_000_000L;
    private static final int WHOLE = 100;

    private final PrintStream out;
    private final Thread teller;
    private final AtomicLong done = new AtomicLong();
    private volatile Step step = new Step("Beginning", 0, "", System.nanoTime());

    /** @param total 0 where nobody knows */
    private record Step(String what, long total, String unit, long begunNanos) {
        double seconds() {
            return (double) (System.nanoTime() - begunNanos) / NANOS_IN_A_SECOND;
        }
    }

    Told(PrintStream out) {
        this.out = out;
        this.teller = Thread.ofVirtual().name("progress").start(this::tell);
    }

    private void tell() {
        try {
            while (true) {
                Thread.sleep(EVERY_MILLIS);
                if (step.seconds() * 1_000 >= EVERY_MILLIS) {
                    out.println(progress(step, done.get()));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String progress(Step step, long done) {
        double seconds = step.seconds();
        if (done == 0 || step.unit().isEmpty()) {
            return String.format(Locale.ROOT, "  %-22s … %.0f s", step.what(), seconds);
        }
        double rate = done / seconds;
        String known = step.total() < done
                ? ""
                : String.format(
                        Locale.ROOT,
                        " of %,d, %d %%, %.0f s left",
                        step.total(),
                        done * WHOLE / step.total(),
                        (step.total() - done) / rate);
        return String.format(Locale.ROOT, "  %-22s … %,d%s, %,.0f %s/s", step.what(), done, known, rate, step.unit());
    }

    /** Something begins whose end cannot be foreseen. */
    void begin(String what) {
        begin(what, 0, "");
    }

    /** @param total how much there is to do, as far as that is known */
    void begin(String what, long total, String unit) {
        done.set(0);
        step = new Step(what, total, unit, System.nanoTime());
    }

    void advance(long more) {
        long unused = done.addAndGet(more);
    }

    /** What was begun last is done. */
    void done(String result) {
        out.println(String.format(Locale.ROOT, "  %-22s %s, %.1f s", step.what(), result, step.seconds()));
    }

    void say(String text) {
        out.println(text);
    }

    @Override
    public void step(String store, String step, int percent) {
        begin(store + " is " + step);
    }

    @Override
    public void close() {
        teller.interrupt();
    }
}
