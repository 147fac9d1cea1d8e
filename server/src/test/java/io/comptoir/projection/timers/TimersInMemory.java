package io.comptoir.projection.timers;

import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.tenancy.TenantScope;
import io.comptoir.platform.timers.DueTimers;
import io.comptoir.platform.timers.Timer;
import io.comptoir.projection.replay.Fingerprint;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Timers as {@link TimerDocuments} keeps them, each request a step of its own. */
public final class TimersInMemory implements TimerStore, DueTimers {

    private record Row(Timer timer, @Nullable Instant leasedUntil) {

        boolean isFree(Instant now, Duration leaseFor) {
            return leasedUntil == null
                    || !leasedUntil.isAfter(now)
                    || leasedUntil.isAfter(now.plus(leaseFor.multipliedBy(2)));
        }
    }

    private final Map<Integer, Map<String, Row>> versions = new HashMap<>();
    private final Consumer<String> moment;
    private int live = 1;

    /** @param moment is told of each request before it is carried out, and of writes also after that; may fail */
    public TimersInMemory(Consumer<String> moment) {
        this.moment = moment;
    }

    private Map<String, Row> rows(int version) {
        return versions.computeIfAbsent(version, number -> new TreeMap<>());
    }

    /** The timers that are taken from now on. */
    public void expose(int version) {
        live = version;
    }

    /** The keys of those that are set. */
    public List<String> keys() {
        return List.copyOf(rows(live).keySet());
    }

    /** The next moment at which one of them can be taken. */
    public Optional<Instant> next() {
        return rows(live).values().stream()
                .map(row -> row.leasedUntil() == null
                                || row.leasedUntil().isBefore(row.timer().dueAt())
                        ? row.timer().dueAt()
                        : row.leasedUntil())
                .min(Comparator.naturalOrder());
    }

    @Override
    public void write(int version, Map<String, Optional<Timer>> timers) {
        TenantScope.requirePlatform();
        moment.accept("timers are written");
        timers.forEach((id, timer) -> {
            if (timer.isPresent()) {
                rows(version).put(id, new Row(timer.get(), null));
            } else {
                rows(version).remove(id);
            }
        });
        moment.accept("timers were written");
    }

    @Override
    public List<Timer> take(String kind, Instant now, Duration leaseFor, int limit) {
        TenantScope.requirePlatform();
        Instant until = now.plus(leaseFor);
        List<Timer> taken = new ArrayList<>();
        while (taken.size() < limit) {
            moment.accept("a timer is taken");
            Optional<Map.Entry<String, Row>> found = rows(live).entrySet().stream()
                    .filter(entry -> entry.getValue().timer().kind().equals(kind)
                            && !entry.getValue().timer().dueAt().isAfter(now)
                            && entry.getValue().isFree(now, leaseFor))
                    .min(Comparator.comparing(entry -> entry.getValue().timer().dueAt()));
            if (found.isEmpty()) {
                break;
            }
            Timer timer = found.get().getValue().timer();
            rows(live).put(found.get().getKey(), new Row(timer, until));
            taken.add(timer);
        }
        return taken;
    }

    @Override
    public boolean release(TenantId tenantId, String kind, StreamId stream) {
        TenantScope.requirePlatform();
        moment.accept("a lease is ended");
        return rows(live)
                        .computeIfPresent(
                                TimerStore.idOf(tenantId, kind, stream.key()), (id, row) -> new Row(row.timer(), null))
                != null;
    }

    @Override
    public void settle(Collection<Timer> timers) {
        TenantScope.requirePlatform();
        moment.accept("timers are settled");
        for (Timer timer : timers) {
            rows(live)
                    .computeIfPresent(
                            TimerStore.idOf(timer.tenantId(), timer.kind(), timer.key()),
                            (id, row) -> row.timer().dueAt().equals(timer.dueAt()) ? null : row);
        }
        moment.accept("timers were settled");
    }

    @Override
    public boolean exists(int version) {
        return versions.containsKey(version);
    }

    @Override
    public void create(int version) {
        rows(version);
    }

    @Override
    public void drop(int version) {
        versions.remove(version);
    }

    @Override
    public Fingerprint.Source fingerprints(int version) {
        throw new UnsupportedOperationException("versions are compared by the tests of rebuilds");
    }
}
