package io.comptoir.projection.replay;

import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Knows of each store whether it is there, by asking once a second. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class StoreWatch implements SmartLifecycle {

    private static final long ASK_EVERY_MILLIS = 1_000;

    private static final Logger log = LoggerFactory.getLogger(StoreWatch.class);

    private final List<StoreProbe> probes;
    private final Map<Store, AtomicBoolean> up = new EnumMap<>(Store.class);
    private final Set<Store> asked = ConcurrentHashMap.newKeySet();
    private volatile boolean running;

    StoreWatch(List<StoreProbe> probes, MeterRegistry meters) {
        this.probes = List.copyOf(probes);
        for (StoreProbe probe : probes) {
            AtomicBoolean answers = new AtomicBoolean();
            up.put(probe.store(), answers);
            Gauge.builder("comptoir.store.up", answers, flag -> flag.get() ? 1 : 0)
                    .description("1 while the store answers")
                    .tag("store", probe.store().title())
                    .register(meters);
        }
    }

    /** Whether the store answered when it was last asked. */
    public boolean isUp(Store store) {
        AtomicBoolean answers = up.get(store);
        return answers != null && answers.get();
    }

    /** Whether the store was asked and did not answer; before the first question nothing is known. */
    public boolean isKnownAway(Store store) {
        return asked.contains(store) && !isUp(store);
    }

    @Override
    public void start() {
        running = true;
        probes.forEach(probe ->
                Thread.ofVirtual().name("store-watch-" + probe.store().title()).start(() -> watch(probe)));
    }

    private void watch(StoreProbe probe) {
        AtomicBoolean answers = Objects.requireNonNull(up.get(probe.store()));
        while (running) {
            boolean now = probe.answers();
            boolean before = answers.getAndSet(now);
            boolean first = asked.add(probe.store());
            if (first || before != now) {
                log.atLevel(now ? Level.INFO : Level.WARN)
                        .addKeyValue("store", probe.store().title())
                        .addKeyValue("up", now)
                        .log("{} {}", probe.store().title(), now ? "answers" : "does not answer");
            }
            if (!Pause.millis(ASK_EVERY_MILLIS)) {
                return;
            }
        }
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return ProjectionRunner.PHASE - 1;
    }
}
