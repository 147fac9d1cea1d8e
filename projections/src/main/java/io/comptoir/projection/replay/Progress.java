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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** How far the read models are, on whichever node they are built. */
@Component
@ConditionalOnRole({NodeRole.PROJECTION, NodeRole.QUERY, NodeRole.CONSOLE})
public final class Progress {

    /** How long a look at the event store or at what other nodes published counts. */
    private static final long FRESH_MILLIS = 20;

    /** A look at an event store that is away takes seconds, so it is not repeated for every read. */
    private static final long FAILURE_FRESH_MILLIS = 1_000;

    /** A waiting reader looks this often. */
    private static final long LOOK_EVERY_MILLIS = 5;

    private static final Logger log = LoggerFactory.getLogger(Progress.class);

    private static final long NEVER = Long.MIN_VALUE;

    private final ObjectProvider<ProjectionRunner> ownRunner;
    private final Bookkeeping bookkeeping;
    private final CurrentVersions versions;
    private final StreamPositions stream;
    private final StoreWatch stores;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Map<String, Published> published = new ConcurrentHashMap<>();
    private volatile Head head = new Head(NEVER, OptionalLong.empty());

    Progress(
            ObjectProvider<ProjectionRunner> ownRunner,
            Bookkeeping bookkeeping,
            CurrentVersions versions,
            StreamPositions stream,
            StoreWatch stores,
            MeterRegistry meters) {
        this.ownRunner = ownRunner;
        this.bookkeeping = bookkeeping;
        this.versions = versions;
        this.stream = stream;
        this.stores = stores;
        for (ReadModel model : ReadModels.ALL) {
            Gauge.builder("comptoir.projection.lag", this, progress -> progress.lagOrNaN(model))
                    .description("Events that the read model is behind the event store")
                    .tag("model", model.name())
                    .register(meters);
        }
    }

    private record Head(long lookedNanos, OptionalLong position) {}

    private record Published(long lookedNanos, SegmentPositions positions) {}

    /** The position up to which all events are in what readers see and can be found; 0 while that is not known. */
    public long positionOf(ReadModel model) {
        return versions.of(model).read().stream()
                .mapToLong(version -> positionOf(model.version(version)))
                .min()
                .orElse(0);
    }

    /** The same for one version of a read model, whether readers see it or not. */
    long positionOf(Generation generation) {
        @Nullable ProjectionRunner runner = ownRunner.getIfAvailable();
        if (runner != null && !runner.hasLookedAt(generation)) {
            // What was published before may speak of documents that were deleted since.
            return 0;
        }
        SegmentPositions own = runner == null
                ? SegmentPositions.UNKNOWN
                : runner.positionsOf(generation).orElse(SegmentPositions.UNKNOWN);
        long lowest = own.lowest();
        return lowest > 0 ? lowest : own.and(publishedOf(generation)).lowest();
    }

    /** The position of the newest event; empty while the event store is away. */
    public OptionalLong head() {
        Head known = head;
        long freshMillis = known.position().isPresent() ? FRESH_MILLIS : FAILURE_FRESH_MILLIS;
        if (isFresh(known.lookedNanos(), freshMillis) || !looking.compareAndSet(false, true)) {
            return known.position();
        }
        try {
            head = new Head(System.nanoTime(), OptionalLong.of(stream.head()));
        } catch (RuntimeException e) {
            // Reads go on without the event store; only the lag is unknown.
            head = new Head(System.nanoTime(), OptionalLong.empty());
        } finally {
            looking.set(false);
        }
        return head.position();
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

    /** Whether this node's read models follow the events as far as their stores are there; true where it builds none. */
    public boolean isPrepared() {
        @Nullable ProjectionRunner runner = ownRunner.getIfAvailable();
        return runner == null || runner.isPrepared();
    }

    private SegmentPositions publishedOf(Generation generation) {
        @Nullable Published known = published.get(generation.handler());
        if (known != null && isFresh(known.lookedNanos(), FRESH_MILLIS)) {
            return known.positions();
        }
        SegmentPositions positions = known == null ? SegmentPositions.UNKNOWN : known.positions();
        if (stores.isUp(Store.MONGODB)) {
            try {
                positions = bookkeeping.published(generation);
            } catch (RuntimeException e) {
                log.atDebug().addKeyValue("model", generation.handler()).log("nothing new is known of other nodes", e);
            }
        }
        published.put(generation.handler(), new Published(System.nanoTime(), positions));
        return positions;
    }

    private double lagOrNaN(ReadModel model) {
        OptionalLong lag = lagOf(model);
        return lag.isPresent() ? lag.getAsLong() : Double.NaN;
    }

    private static boolean isFresh(long lookedNanos, long millis) {
        return lookedNanos != NEVER && System.nanoTime() - lookedNanos < millis * 1_000_000;
    }
}
