package io.comptoir.platform.messaging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The commands that wait for one writer: a line for each organization, in the order of their arrival, and the lines take turns.
 * So an organization that sends more than can be done waits for itself, and hardly anybody else does.
 */
final class WaitingLines {

    /** Commands that wait for one writer. With full groups that is about a second's work. */
    static final int MAX_WAITING = 1_024;

    /** Commands of one organization among them: there is room for others whatever one of them does. */
    static final int MAX_OF_ORGANIZATION = 512;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final Map<String, Deque<Waiting>> lines = new HashMap<>();
    private final Queue<String> turns = new ArrayDeque<>();
    private int size;

    /** Lets a command wait; false if there is no room. */
    boolean offer(Waiting command) {
        lock.lock();
        try {
            Deque<Waiting> line = lines.get(organizationOf(command));
            if (size == MAX_WAITING || (line != null && line.size() == MAX_OF_ORGANIZATION)) {
                return false;
            }
            if (line == null) {
                line = new ArrayDeque<>();
                lines.put(organizationOf(command), line);
                turns.add(organizationOf(command));
            }
            line.add(command);
            size++;
            something.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The next one, if anything waits. */
    @Nullable
    Waiting poll() {
        lock.lock();
        try {
            @Nullable String organization = turns.poll();
            if (organization == null) {
                return null;
            }
            Deque<Waiting> line = lineOf(organization);
            Waiting next = line.remove();
            size--;
            if (line.isEmpty()) {
                lines.remove(organization);
            } else {
                turns.add(organization);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    /** The same, after waiting for a while if nothing does. */
    @Nullable
    Waiting poll(long millis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            while (size == 0 && nanos > 0) {
                nanos = something.awaitNanos(nanos);
            }
            return poll();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a command back; false if it does not wait any more. */
    boolean remove(Waiting command) {
        lock.lock();
        try {
            @Nullable Deque<Waiting> line = lines.get(organizationOf(command));
            if (line == null || !line.remove(command)) {
                return false;
            }
            size--;
            if (line.isEmpty()) {
                lines.remove(organizationOf(command));
                turns.remove(organizationOf(command));
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Takes all that wait. */
    List<Waiting> drain() {
        lock.lock();
        try {
            List<Waiting> all = new ArrayList<>(size);
            for (@Nullable Waiting next = poll(); next != null; next = poll()) {
                all.add(next);
            }
            return all;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    private Deque<Waiting> lineOf(String organization) {
        @Nullable Deque<Waiting> line = lines.get(organization);
        if (line == null) {
            throw new IllegalStateException("a line has its turn and is not there");
        }
        return line;
    }

    private static String organizationOf(Waiting command) {
        return String.valueOf(command.command().getMetaData().get(Envelope.TENANT));
    }
}
