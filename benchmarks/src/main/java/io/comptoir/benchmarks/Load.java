package io.comptoir.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends requests and takes their times.
 *
 * <p>An open loop sends at moments that were drawn before the first answer came, as customers do who know nothing of each other,
 * and counts from those moments: a server that stands still for a second is charged for all that should have been sent meanwhile.
 * A closed loop waits for each answer before it sends the next request. It finds out how much can be had, and its times are
 * those of callers who wait for each other.
 */
final class Load {

    /** Requests of an open loop that can be under way at a time; more only wait longer for the same server. */
    private static final int OPEN_LOOP_CONNECTIONS = 128;

    /** An open loop that is not through after so many times its duration was sent more than can be done. */
    private static final int PATIENCE = 3;

    private static final long MAX_REQUESTS = 20_000_000;

    private final AtomicLong tickets = new AtomicLong();
    private final Map<String, Histogram> latencies = new ConcurrentHashMap<>();
    private volatile boolean over;

    private Load() {}

    /** One request with its answer. */
    @FunctionalInterface
    interface Request {

        /**
         * Sends it and looks at the answer.
         *
         * @param random differs for each request and is the same in each run with the same seed
         * @return what kind of request it was, to tell the times apart
         * @throws WrongAnswer if the answer is not right
         */
        String send(Connection connection, SplittableRandom random) throws Exception;
    }

    /** @param latencies in microseconds, by kind of request */
    record Times(Map<String, Histogram> latencies, double seconds) {

        Histogram all() {
            Histogram all = new Histogram(3);
            latencies.values().forEach(all::add);
            return all;
        }

        long count() {
            return all().getTotalCount();
        }

        double perSecond() {
            return count() / seconds;
        }

        /**
         * What can be had for as long as one likes: what read models still had to do afterwards took part of the cores, only
         * later.
         *
         * @param followed seconds from the last answer until all read models had followed
         */
        double sustained(double followed) {
            return count() / (seconds + followed);
        }

        /** Of all kinds, in milliseconds. */
        double millis(double percentile) {
            return all().getValueAtPercentile(percentile) / 1e3;
        }

        /** Of one kind, in milliseconds. */
        double millis(String kind, double percentile) {
            return of(kind).getValueAtPercentile(percentile) / 1e3;
        }

        /** Those of one kind. */
        Histogram of(String kind) {
            Histogram histogram = latencies.get(kind);
            if (histogram == null) {
                throw new WrongAnswer("nothing was answered with " + kind);
            }
            return histogram;
        }

        long count(String kind) {
            Histogram histogram = latencies.get(kind);
            return histogram == null ? 0 : histogram.getTotalCount();
        }
    }

    /** So many callers, each of whom sends again as soon as it has its answer, for a time or a number of requests. */
    static Times closed(Server server, int callers, Duration duration, long requests, long seed, Request request)
            throws Exception {
        Load load = new Load();
        long begin = System.nanoTime();
        long end = begin + duration.toNanos();
        load.inParallel(server, callers, connection -> {
            while (!load.over && System.nanoTime() < end) {
                long ticket = load.tickets.getAndIncrement();
                if (ticket >= requests) {
                    return;
                }
                load.record(System.nanoTime(), request.send(connection, randomOf(seed, ticket)));
            }
        });
        return load.times(begin);
    }

    static Times closed(Server server, int callers, Duration duration, long seed, Request request) throws Exception {
        return closed(server, callers, duration, MAX_REQUESTS, seed, request);
    }

    /** So many requests a second on average, at random moments. */
    static Times open(Server server, double perSecond, Duration duration, long seed, Request request) throws Exception {
        Load load = new Load();
        long[] moments = moments(perSecond, duration, seed);
        long begin = System.nanoTime();
        long giveUp = begin + PATIENCE * duration.toNanos();
        load.inParallel(server, OPEN_LOOP_CONNECTIONS, connection -> {
            while (!load.over) {
                int ticket = (int) Math.min(load.tickets.getAndIncrement(), moments.length);
                if (ticket == moments.length) {
                    return;
                }
                long intended = begin + moments[ticket];
                sleepUntil(intended);
                load.record(intended, request.send(connection, randomOf(seed, ticket)));
                if (System.nanoTime() > giveUp) {
                    throw new IllegalStateException(
                            "%.0f requests a second are more than can be done".formatted(perSecond));
                }
            }
        });
        return load.times(begin);
    }

    /** The times between two requests are distributed exponentially. */
    private static long[] moments(double perSecond, Duration duration, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] moments = new long[(int) Math.min(MAX_REQUESTS, Math.round(perSecond * duration.toSeconds()))];
        double at = 0;
        for (int i = 0; i < moments.length; i++) {
            at += -Math.log(1 - random.nextDouble()) / perSecond * 1e9;
            moments[i] = (long) at;
        }
        return moments;
    }

    private static void sleepUntil(long moment) {
        for (long left = moment - System.nanoTime(); left > 0; left = moment - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static SplittableRandom randomOf(long seed, long ticket) {
        return new SplittableRandom(seed * 1_000_003 + ticket);
    }

    private void record(long since, String kind) {
        long micros = Math.max(0, (System.nanoTime() - since) / 1_000);
        latencies.computeIfAbsent(kind, name -> new ConcurrentHistogram(3)).recordValue(micros);
    }

    private Times times(long begin) {
        return new Times(new TreeMap<>(latencies), (System.nanoTime() - begin) / 1e9);
    }

    @FunctionalInterface
    private interface Caller {
        void call(Connection connection) throws Exception;
    }

    private void inParallel(Server server, int callers, Caller caller) throws Exception {
        List<Connection> connections = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                Connection connection = server.connect();
                connections.add(connection);
                running.add(threads.submit(() -> {
                    try {
                        caller.call(connection);
                    } catch (Throwable e) {
                        over = true;
                        throw e;
                    }
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } finally {
            over = true;
            for (Connection connection : connections) {
                close(connection);
            }
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            // It is not used any more.
        }
    }
}
