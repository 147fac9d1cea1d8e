package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Customers who order all the time, each one after the other, whatever they are told, until they are sent home. */
final class Crowd implements AutoCloseable {

    /** One of so many requests takes an order back. */
    private static final int CANCELLATIONS = 10;

    /** Whoever was not served tries the next order a little later. */
    private static final Duration AFTER_A_FAILURE = Duration.ofMillis(250);

    private static final Duration SERVED_LIMIT = Duration.ofMinutes(2);

    /** A request that is under way ends with its own limit. */
    private static final Duration HOME_LIMIT = Duration.ofSeconds(90);

    private final OrderBook book;
    private final List<Thread> customers = new ArrayList<>();
    private volatile boolean open = true;

    /**
     * Begins to order.
     *
     * @param pause of each customer between two requests
     */
    Crowd(OrderBook book, Api api, int size, Duration pause) {
        this.book = book;
        for (int customer = 0; customer < size; customer++) {
            Random random = new Random(Seed.VALUE + book.acknowledged() * 1_000L + customer);
            customers.add(Thread.ofVirtual().start(() -> keepOrdering(api, random, pause)));
        }
    }

    private void keepOrdering(Api api, Random random, Duration pause) {
        while (open) {
            boolean served = random.nextInt(CANCELLATIONS) == 0 ? book.cancel(api, random) : book.place(api, random);
            LockSupport.parkNanos(served ? pause.toNanos() : AFTER_A_FAILURE.toNanos());
        }
    }

    /** Waits until so many more orders were acknowledged. */
    void awaitServed(int orders) {
        int before = book.acknowledged();
        await(orders + " more orders")
                .atMost(SERVED_LIMIT)
                .pollInterval(Duration.ofMillis(5))
                .until(() -> book.acknowledged() >= before + orders);
    }

    /** Sends them home; returns when each has heard something about the last order, or that nobody answers. */
    @Override
    public void close() throws InterruptedException {
        open = false;
        for (Thread customer : customers) {
            assertThat(customer.join(HOME_LIMIT)).as("a customer goes home").isTrue();
        }
    }
}
