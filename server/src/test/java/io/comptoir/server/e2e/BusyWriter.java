package io.comptoir.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.comptoir.contract.Command;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.Commands;
import io.comptoir.platform.tenancy.TenantScope;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.common.Registration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the writer of an organization busy, so that all that is sent meanwhile waits for it and is then decided together. Nothing
 * else may be sent to this server at the same time.
 */
final class BusyWriter {

    /** Carried out by the test. */
    private record Occupy(TenantId tenantId) implements Command {}

    private static final int ANSWER_SECONDS = 30;
    private static final Duration POLL = Duration.ofMillis(2);

    /** Longer than a group takes further commands. */
    private static final int BUSY_MILLIS = 100;

    private final RunningServer server;
    private final TenantId tenantId;
    private final CountDownLatch busy = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<CompletableFuture<Object>> pending = new ArrayList<>();
    private final Registration handler;
    private final CompletableFuture<Object> occupying;

    BusyWriter(RunningServer server, TenantId tenantId) {
        this.server = server;
        this.tenantId = tenantId;
        this.handler = server.part(CommandBus.class).subscribe(Occupy.class.getName(), message -> {
            busy.countDown();
            assertThat(release.await(ANSWER_SECONDS, TimeUnit.SECONDS)).isTrue();
            Thread.sleep(BUSY_MILLIS);
            return null;
        });
        this.occupying = inBackground(
                () -> server.part(Commands.class).send(new Occupy(tenantId), Actor.system("end-to-end-test")));
        await("a busy writer").pollInterval(POLL).until(() -> busy.getCount() == 0);
    }

    /** Sends something and returns when it waits. */
    void send(Supplier<@Nullable Object> request) {
        double waiting = waiting();
        pending.add(inBackground(request));
        await("a waiting command").pollInterval(POLL).until(() -> waiting() > waiting);
    }

    /** Lets the writer go on; answers what was said to each, an exception where it failed, in the order of sending. */
    List<Object> answers() {
        release.countDown();
        Object unused = occupying.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join();
        List<Object> answers = pending.stream()
                .map(answer ->
                        answer.orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS).join())
                .toList();
        handler.cancel();
        return answers;
    }

    private double waiting() {
        return server.part(MeterRegistry.class).get("comptoir.commands.waiting").gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }

    private CompletableFuture<Object> inBackground(Supplier<@Nullable Object> work) {
        return CompletableFuture.supplyAsync(
                () -> TenantScope.in(tenantId, () -> {
                    try {
                        @Nullable Object answer = work.get();
                        return answer == null ? "nothing" : answer;
                    } catch (RuntimeException e) {
                        return e;
                    }
                }),
                task -> Thread.ofVirtual().start(task));
    }
}
