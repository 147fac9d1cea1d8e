package io.comptoir.projection.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SegmentPositionsTest {

    @Test
    void isAsFarAsItsSlowestSegment() {
        assertThat(new SegmentPositions(3, Map.of(0, 7L, 1, 5L, 2, 9L)).lowest())
                .isEqualTo(5);
    }

    @Test
    void isNowhereWhileASegmentIsUnknown() {
        assertThat(new SegmentPositions(3, Map.of(0, 7L, 2, 9L)).lowest()).isZero();
        assertThat(SegmentPositions.UNKNOWN.lowest()).isZero();
    }

    @Test
    void takesTheLaterPositionWhereTwoNodesKnowASegment() {
        SegmentPositions own = new SegmentPositions(2, Map.of(0, 7L));
        SegmentPositions others = new SegmentPositions(2, Map.of(0, 3L, 1, 8L));

        assertThat(own.and(others)).isEqualTo(new SegmentPositions(2, Map.of(0, 7L, 1, 8L)));
        assertThat(own.and(others).lowest()).isEqualTo(7);
        assertThat(own.and(SegmentPositions.UNKNOWN)).isEqualTo(own);
    }
}
