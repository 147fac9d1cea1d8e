package io.comptoir.command.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.comptoir.contract.values.TenantId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class TenantQueuesTest {

    private static final TenantId A = TenantId.of("0192f0c1-7a40-7000-8000-00000000000a");
    private static final TenantId B = TenantId.of("0192f0c1-7a40-7000-8000-00000000000b");

    /** What would run on the next free thread. */
    private final Queue<Runnable> ready = new ArrayDeque<>();

    private final List<String> done = new ArrayList<>();
    private final TenantQueues queues = new TenantQueues(ready::add);

    @Test
    void keepsAllButOneTaskOfAnOrganizationWaiting() {
        add(A, "a1");
        add(A, "a2");
        add(B, "b1");

        assertThat(ready).hasSize(2);
        runNext();
        runNext();
        assertThat(done).containsExactly("a1", "b1");
        assertThat(ready).hasSize(1);
        runNext();
        assertThat(done).containsExactly("a1", "b1", "a2");
        assertThat(ready).isEmpty();
    }

    @Test
    void letsTheOthersHaveTheirTurn() {
        add(A, "a1");
        add(A, "a2");
        add(B, "b1");
        runNext();
        add(B, "b2");

        while (!ready.isEmpty()) {
            runNext();
        }
        assertThat(done).containsExactly("a1", "b1", "a2", "b2");
    }

    @Test
    void goesOnBehindATaskThatFails() {
        queues.add(A, () -> {
            throw new IllegalStateException("failed");
        });
        add(A, "a2");

        org.assertj.core.api.Assertions.assertThatThrownBy(this::runNext).hasMessage("failed");
        runNext();
        assertThat(done).containsExactly("a2");
    }

    private void add(TenantId tenantId, String name) {
        queues.add(tenantId, () -> done.add(name));
    }

    private void runNext() {
        Objects.requireNonNull(ready.poll()).run();
    }
}
