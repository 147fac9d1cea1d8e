package io.comptoir.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process when its heap is exhausted. An error for want of memory hits whichever thread asks next, and some of those
 * nobody misses until much later; a server that lived on would answer some things and not others. Ended, it is started again by
 * whatever watches it, and nothing that was acknowledged is lost, as with any kill.
 *
 * <p>{@code -XX:+ExitOnOutOfMemoryError} does this at the first such error, and is given wherever Comptoir itself says how it is
 * started. A jar cannot bring it along, so this is for those who start it by {@code java -jar} alone.
 */
final class HeapWatch {

    /** The exit status, which is the same as that of a JVM with the option. */
    static final int EXHAUSTED = 3;

    /** With so little left after everything was collected, collecting is all that is done. */
    private static final int FULL_PERCENT = 95;

    private static final long LOOK_EVERY_MILLIS = 1_000;

    /** A heap that is full for a moment recovers; one that was full at so many looks in a row does not. */
    private static final int FULL_LOOKS = 5;

    /** Printed without the help of anything that would have to be made first. */
    private static final byte[] LAST_WORDS =
            "The heap is exhausted, so this server ends itself. Give it more with -Xmx.\n".getBytes(UTF_8);

    private static final FileOutputStream ERRORS = new FileOutputStream(FileDescriptor.err);

    private static final Logger log = LoggerFactory.getLogger(HeapWatch.class);

    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();

    private HeapWatch() {}

    /** Watches from now on, until the process ends. */
    static void begin() {
        HeapWatch watch = new HeapWatch();
        Thread.setDefaultUncaughtExceptionHandler(HeapWatch::ended);
        Thread.ofPlatform().name("heap-watch").daemon().start(watch::keepLooking);
    }

    /** A thread that ended for want of memory leaves undone what only it did. */
    private static void ended(Thread thread, Throwable failure) {
        if (failure instanceof OutOfMemoryError) {
            end();
        }
        log.error("the thread {} ended", thread.getName(), failure);
    }

    private void keepLooking() {
        int fullLooks = 0;
        try {
            while (fullLooks < FULL_LOOKS) {
                Thread.sleep(LOOK_EVERY_MILLIS);
                fullLooks = isFull() ? fullLooks + 1 : 0;
            }
            end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (OutOfMemoryError e) {
            // The little that a look needs is not to be had.
            end();
        }
    }

    /** Both now and right after the last collection, since either alone is high now and then in a heap that is well. */
    private boolean isFull() {
        long afterCollection = 0;
        for (MemoryPoolMXBean pool : pools) {
            @Nullable MemoryUsage usage = pool.getCollectionUsage();
            afterCollection += usage == null ? 0 : usage.getUsed();
        }
        MemoryUsage now = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long full = now.getMax() / 100 * FULL_PERCENT;
        return afterCollection >= full && now.getUsed() >= full;
    }

    /**
     * At once, without any of the work that an orderly end is made of and that needs memory. Many threads may come here at the
     * same moment; the first does not return.
     */
    private static synchronized void end() {
        try {
            ERRORS.write(LAST_WORDS);
        } catch (IOException e) {
            // Nobody reads them; the exit status tells it as well.
        } finally {
            Runtime.getRuntime().halt(EXHAUSTED);
        }
    }
}
