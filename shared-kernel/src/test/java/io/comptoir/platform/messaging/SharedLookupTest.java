package io.comptoir.platform.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedLookupTest {

    private final List<List<Integer>> questions = new CopyOnWriteArrayList<>();

    @Test
    void asksForOneWhoIsAloneAtOnce() {
        SharedLookup<Integer, String> lookup = new SharedLookup<>(this::squares);

        assertThat(lookup.find(7)).isEqualTo("49");
        assertThat(questions).containsExactly(List.of(7));
    }

    @Test
    void tellsWhenThereIsNothing() {
        SharedLookup<Integer, String> lookup = new SharedLookup<>(keys -> Map.of());

        assertThat(lookup.find(7)).isNull();
    }

    @Test
    void asksOnceForAllWhoCameDuringAQuestion() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);
        SharedLookup<Integer, String> lookup = new SharedLookup<>(keys -> {
            begun.countDown();
            await(mayEnd);
            return squares(keys);
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> first = threads.submit(() -> lookup.find(0));
            await(begun);
            List<Future<String>> others = new ArrayList<>();
            List<Thread> waiting = new CopyOnWriteArrayList<>();
            for (int key = 1; key <= 600; key++) {
                int wanted = key % 300;
                others.add(threads.submit(() -> {
                    waiting.add(Thread.currentThread());
                    return lookup.find(wanted);
                }));
            }
            while (waiting.size() < 600
                    || waiting.stream().anyMatch(thread -> thread.getState() != Thread.State.WAITING)) {
                Thread.onSpinWait();
            }
            mayEnd.countDown();

            assertThat(first.get()).isEqualTo("0");
            for (int key = 1; key <= 600; key++) {
                int wanted = key % 300;
                assertThat(others.get(key - 1).get()).isEqualTo(String.valueOf(wanted * wanted));
            }
        }
        assertThat(questions).extracting(List::size).containsExactly(1, SharedLookup.MAX_AT_A_TIME, 100);
    }

    @Test
    void tellsAFailureToThoseWhomItConcernsAndGoesOn() {
        Set<Integer> poisonous = Set.of(3);
        SharedLookup<Integer, String> lookup = new SharedLookup<>(keys -> {
            if (keys.stream().anyMatch(poisonous::contains)) {
                throw new IllegalStateException("away");
            }
            return squares(keys);
        });

        assertThatThrownBy(() -> lookup.find(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("away");
        assertThat(lookup.find(4)).isEqualTo("16");
    }

    private Map<Integer, String> squares(List<Integer> keys) {
        questions.add(keys);
        Map<Integer, String> squares = new HashMap<>();
        keys.forEach(key -> squares.put(key, String.valueOf(key * key)));
        return squares;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
