package io.comptoir.projection.replay;

import io.comptoir.contract.DomainEvent;
import io.comptoir.contract.values.Actor;
import io.comptoir.contract.values.StreamId;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.messaging.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.axonframework.messaging.MetaData;

/** Events as an event store would have recorded them, and the ways in which a processor may deliver them. */
public final class Recorded<E extends DomainEvent> {

    private static final Target EVERYTHING = new Everything(1);

    /** A version that leaves nothing out. */
    private record Everything(int version) implements Target {

        @Override
        public boolean isParked(String stream) {
            return false;
        }

        @Override
        public boolean isLeftOut(String stream, long version) {
            return false;
        }

        @Override
        public void park(StoredEvent<?> event, DeadLetter.Cause cause, RuntimeException failure) {
            throw failure;
        }
    }

    private final List<StoredEvent<E>> events = new ArrayList<>();
    private final Map<String, Long> versions = new HashMap<>();

    public Recorded<E> add(StreamId stream, E event) {
        long position = events.size() + 1L;
        events.add(new StoredEvent<>(
                event,
                "event-" + position,
                stream.toString(),
                versions.merge(stream.toString(), 1L, Long::sum),
                position,
                Instant.parse("2026-01-01T00:00:00Z").plusMillis(position),
                MetaData.from(new Envelope(
                                event.tenantId(), Actor.key("abcdefghijkl2345"), "command", "request", "request", null)
                        .toMetaData())));
        return this;
    }

    public List<StoredEvent<E>> events() {
        return List.copyOf(events);
    }

    public void deliverAtOnce(Projection<E> projection) {
        projection.write(EVERYTHING, events());
    }

    public void deliverAtOnce(Projection<E> projection, int version) {
        projection.write(new Everything(version), events());
    }

    /** Delivers what stands at the position and behind it. */
    public void deliverFrom(long position, Projection<E> projection) {
        projection.write(
                EVERYTHING,
                events.stream().filter(event -> event.position() >= position).toList());
    }

    public void deliverOneByOne(Projection<E> projection) {
        events.forEach(event -> projection.write(EVERYTHING, List.of(event)));
    }

    /**
     * Delivers as a processor does that is killed again and again: after each batch it may go on behind it, or at some place
     * before it, where the last stored token is, with batches cut differently than before.
     */
    public void deliverWithCrashes(Projection<E> projection, Random random) {
        int stored = 0;
        while (stored < events.size()) {
            int end = stored + 1 + random.nextInt(events.size() - stored);
            projection.write(EVERYTHING, events.subList(stored, end));
            if (random.nextInt(3) > 0) {
                stored = end;
            }
        }
    }
}
