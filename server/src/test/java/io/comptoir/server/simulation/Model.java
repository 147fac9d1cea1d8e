package io.comptoir.server.simulation;

import io.comptoir.platform.messaging.Envelope;
import io.comptoir.projection.replay.BatchByHand;
import io.comptoir.projection.replay.Projection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessageHandler;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.jspecify.annotations.Nullable;

/** A read model with what outlives nodes: which versions there are, and how far each segment of each is. */
final class Model {

    /** A segment of one version, which takes in its events in their order. */
    record Part(int version, int segment) {}

    private final World world;
    private final Supplier<Projection<?>> projections;
    private Projection<?> projection;
    private EventMessageHandler handlers;
    private final Map<Part, Long> tokens = new HashMap<>();
    private int live = 1;
    private int newest = 1;
    private @Nullable Integer building;

    /** @param projections as each process makes them */
    Model(World world, Supplier<Projection<?>> projections) {
        this.world = world;
        this.projections = projections;
        this.projection = projections.get();
        this.handlers = Parts.eventHandlers(projection);
        BatchByHand.create(projection, live);
    }

    /** A process begins, whose projection remembers nothing. */
    void begin() {
        projection = projections.get();
        handlers = Parts.eventHandlers(projection);
    }

    String name() {
        return projection.model().name();
    }

    int live() {
        return live;
    }

    /** What is to be followed, one batch at a time each. */
    List<Part> parts() {
        return IntStream.range(0, segments() * (building == null ? 1 : 2))
                .mapToObj(number ->
                        new Part(number < segments() || building == null ? live : building, number % segments()))
                .toList();
    }

    private int segments() {
        return Math.min(2, projection.model().segments());
    }

    private long token(Part part) {
        return tokens.getOrDefault(part, 0L);
    }

    boolean isBehind(Part part) {
        return token(part) < world.log().head();
    }

    /** Takes in the next events: first the documents, then the token. */
    void takeBatch(Part part, int limit) {
        world.moment("a token is read");
        List<TrackedEventMessage<?>> batch = world.log().after(token(part), limit);
        if (batch.isEmpty()) {
            return;
        }
        long reached = EventLog.positionOf(batch.getLast());
        if (world.defect() == Defect.TOKEN_BEFORE_DOCUMENTS) {
            tokens.put(part, reached);
            world.moment("the token was stored");
        }
        List<TrackedEventMessage<?>> its =
                batch.stream().filter(event -> isOf(part, event)).toList();
        if (!its.isEmpty()) {
            BatchByHand.write(projection, handlers, part.version(), its);
        }
        world.moment("the documents were stored");
        tokens.put(part, reached);
    }

    private boolean isOf(Part part, TrackedEventMessage<?> event) {
        String stream = ((DomainEventMessage<?>) event).getAggregateIdentifier();
        return event.getMetaData().containsKey(Envelope.TENANT)
                && Math.floorMod(stream.hashCode(), segments()) == part.segment();
    }

    boolean isBeingRebuilt() {
        return building != null;
    }

    /** Begins the next version, from the first event. */
    void rebuild() {
        building = ++newest;
        BatchByHand.create(projection, newest);
    }

    /** Whether the next version has all that the live one has. */
    boolean canSwitch() {
        @Nullable Integer next = building;
        return next != null
                && IntStream.range(0, segments())
                        .allMatch(segment -> token(new Part(next, segment)) >= token(new Part(live, segment)));
    }

    /** Moves readers to the next version and drops the other. */
    void switchOver() {
        @Nullable Integer next = building;
        if (next != null) {
            BatchByHand.drop(projection, live);
            live = next;
            building = null;
        }
    }

    /** Builds a version of all events at once. */
    void buildAnew(int version) {
        BatchByHand.create(projection, version);
        List<TrackedEventMessage<?>> all = world.log().all();
        if (!all.isEmpty()) {
            BatchByHand.write(projection, handlers, version, all);
        }
    }
}
