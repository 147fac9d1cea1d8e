package io.comptoir.projection.replay;

import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** How far the read models are, on whichever node they are built. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class Progress {

    /** How long a look at the event store or at what other nodes published counts. */
    private static final long FRESH_MILLIS = 20;

    /** A waiting reader looks this often. */
    private static final long LOOK_EVERY_MILLIS = 5;

    private final ObjectProvider<ProjectionRunner> ownRunner;
    private final Bookkeeping bookkeeping;
    private final StreamPositions stream;
    private final Map<String, Published> published = new ConcurrentHashMap<>();
    private volatile Head head = new Head(Long.MIN_VALUE, OptionalLong.empty());

    Progress(
            ObjectProvider<ProjectionRunner> ownRunner,
            Bookkeeping bookkeeping,
            StreamPositions stream,
            MeterRegistry meters) {
        this.ownRunner = ownRunner;
        this.bookkeeping = bookkeeping;
        this.stream = stream;
        for (ReadModel model : ReadModels.ALL) {
            Gauge.builder("comptoir.projection.lag", this, progress -> progress.lagOrNaN(model))
                    .description("Events that the read model is behind the event store")
                    .tag("model", model.name())
                    .register(meters);
        }
    }

    private record Head(long lookedNanos, OptionalLong position) {}

    private record Published(long lookedNanos, SegmentPositions positions) {}

    /** The position up to which all events are in the read model and can be found; 0 while that is not known. */
    public long positionOf(ReadModel model) {
        @Nullable ProjectionRunner runner = ownRunner.getIfAvailable();
        SegmentPositions own = runner == null
                ? SegmentPositions.UNKNOWN
                : runner.positionsOf(model).orElse(SegmentPositions.UNKNOWN);
        long lowest = own.lowest();
        return lowest > 0 ? lowest : own.and(publishedOf(model)).lowest();
    }

    /** The position of the newest event; empty while the event store is away. */
    public OptionalLong head() {
        Head known = head;
        if (isFresh(known.lookedNanos())) {
            return known.position();
        }
        OptionalLong position;
        try {
            position = OptionalLong.of(stream.head());
        } catch (RuntimeException e) {
            position = OptionalLong.empty(); // Reads go on without the event store; only the lag is unknown.
        }
        head = new Head(System.nanoTime(), position);
        return position;
    }

    /** How many events the read model is behind; empty while the event store is away. */
    public OptionalLong lagOf(ReadModel model) {
        long position = positionOf(model);
        OptionalLong newest = head();
        return newest.isPresent() ? OptionalLong.of(Math.max(0, newest.getAsLong() - position)) : newest;
    }

    /** Waits until the read model has the event at the position; false if the limit came first. */
    public boolean await(ReadModel model, long position, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (positionOf(model) < position) {
            ownRunner.ifAvailable(runner -> runner.hurry(model));
            if (System.nanoTime() - deadline >= 0 || !Pause.millis(LOOK_EVERY_MILLIS)) {
                return false;
            }
        }
        return true;
    }

    /** Whether this node's read models have been started, or it builds none. */
    public boolean isPrepared() {
        @Nullable ProjectionRunner runner = ownRunner.getIfAvailable();
        return runner == null || runner.isPrepared();
    }

    private SegmentPositions publishedOf(ReadModel model) {
        @Nullable Published known = published.get(model.name());
        if (known != null && isFresh(known.lookedNanos())) {
            return known.positions();
        }
        SegmentPositions positions;
        try {
            positions = bookkeeping.published(model);
        } catch (RuntimeException e) {
            positions = known == null ? SegmentPositions.UNKNOWN : known.positions();
        }
        published.put(model.name(), new Published(System.nanoTime(), positions));
        return positions;
    }

    private double lagOrNaN(ReadModel model) {
        OptionalLong lag = lagOf(model);
        return lag.isPresent() ? lag.getAsLong() : Double.NaN;
    }

    private static boolean isFresh(long lookedNanos) {
        return lookedNanos != Long.MIN_VALUE && System.nanoTime() - lookedNanos < FRESH_MILLIS * 1_000_000;
    }
}
