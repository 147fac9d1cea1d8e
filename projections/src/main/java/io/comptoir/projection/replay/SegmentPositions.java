package io.comptoir.projection.replay;

import java.util.HashMap;
import java.util.Map;

/**
 * How far each segment of a processor is.
 *
 * @param segments  how many there are; 0 while nothing is known
 * @param positions of the segments that are known, by their number
 */
public record SegmentPositions(int segments, Map<Integer, Long> positions) {

    public static final SegmentPositions UNKNOWN = new SegmentPositions(0, Map.of());

    public SegmentPositions {
        positions = Map.copyOf(positions);
    }

    /** The position up to which everything is in the read model, 0 while that is not known. */
    public long lowest() {
        if (segments == 0 || positions.size() < segments) {
            return 0;
        }
        return positions.values().stream().mapToLong(Long::longValue).min().orElse(0);
    }

    /** Both together, where two nodes share the segments: each position is true, so the later one counts. */
    public SegmentPositions and(SegmentPositions other) {
        Map<Integer, Long> both = new HashMap<>(positions);
        other.positions.forEach((segment, position) -> both.merge(segment, position, Math::max));
        return new SegmentPositions(Math.max(segments, other.segments), both);
    }
}
