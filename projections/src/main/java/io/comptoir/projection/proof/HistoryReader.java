package io.comptoir.projection.proof;

import io.comptoir.contract.values.TenantId;
import io.comptoir.platform.messaging.SealedEvent;
import io.comptoir.platform.messaging.StoredStream;
import io.comptoir.platform.proof.HistoryLine;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the log and the event store say of one organization, side by side in the order of positions. It asks for a few
 * hundred at a time and holds nothing in between, so that a slow reader holds up nobody.
 */
public final class HistoryReader {

    private static final int PART = 500;

    private final HistoryLog log;
    private final StoredStream stream;

    HistoryReader(HistoryLog log, StoredStream stream) {
        this.log = log;
        this.stream = stream;
    }

    /** The lines of a part of an organization's history; see {@link Lines}. */
    public Lines read(TenantId organization, long from, long to) {
        return new Lines(organization, from, to);
    }

    /** A reading of the lines of the leaves {@code from} (inclusive) to {@code to} (exclusive), one after the other. */
    public final class Lines {

        private final TenantId organization;
        private final long to;
        private final Deque<HistoryLog.Place> leaves = new ArrayDeque<>();
        private final Deque<SealedEvent> events = new ArrayDeque<>();

        /** Events behind this position belong to leaves that are not read. */
        private final long lastPosition;

        private long nextLeaf;
        private long reached;
        private boolean eventsEnded;

        private Lines(TenantId organization, long from, long to) {
            this.organization = organization;
            this.nextLeaf = from;
            this.to = to;
            this.reached = from == 0 ? StoredStream.START : positionOf(from - 1);
            // What lies behind the last leaf may be on its way into the log.
            this.lastPosition = positionOf(to - 1);
        }

        private long positionOf(long leaf) {
            List<HistoryLog.Place> found = log.leaves(organization, leaf, 1);
            return found.isEmpty()
                    ? StoredStream.START
                    : found.getFirst().leaf().position();
        }

        /** The next line; empty at the end. */
        public Optional<HistoryLine> next() {
            fill();
            HistoryLog.@Nullable Place place = leaves.peek();
            @Nullable SealedEvent event = events.peek();
            if (place == null && event == null) {
                return Optional.empty();
            }
            if (place == null
                    || (event != null && event.position() < place.leaf().position())) {
                return Optional.of(new HistoryLine(null, null, events.remove()));
            }
            leaves.remove();
            if (event == null || place.leaf().position() < event.position()) {
                return Optional.of(new HistoryLine(place.index(), place.leaf(), null));
            }
            return Optional.of(new HistoryLine(place.index(), place.leaf(), events.remove()));
        }

        private void fill() {
            if (leaves.isEmpty() && nextLeaf < to) {
                List<HistoryLog.Place> more = log.leaves(organization, nextLeaf, (int) Math.min(PART, to - nextLeaf));
                leaves.addAll(more);
                nextLeaf = more.isEmpty() ? to : more.getLast().index() + 1;
            }
            while (events.isEmpty() && !eventsEnded) {
                StoredStream.Part part = stream.read(organization, reached, PART);
                part.events().stream()
                        .filter(event -> event.position() <= lastPosition)
                        .forEach(events::add);
                reached = part.reached();
                eventsEnded = part.atEnd() || reached >= lastPosition;
            }
        }
    }
}
