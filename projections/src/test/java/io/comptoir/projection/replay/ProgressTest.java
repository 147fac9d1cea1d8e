package io.comptoir.projection.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.comptoir.platform.messaging.StreamPositions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

class ProgressTest {

    private static final ReadModel MODEL = ReadModels.PRODUCTS;
    private static final Generation FIRST = MODEL.version(1);
    private static final Generation SECOND = MODEL.version(2);

    private final ProjectionRunner runner = mock();
    private final Bookkeeping bookkeeping = mock();
    private final StreamPositions stream = mock();
    private final StoreWatch stores = mock();

    @BeforeEach
    void isWell() {
        when(stores.isUp(any())).thenReturn(true);
        when(stream.head()).thenReturn(100L);
        when(bookkeeping.published(FIRST)).thenReturn(SegmentPositions.UNKNOWN);
        when(runner.hasLookedAt(FIRST)).thenReturn(true);
        when(runner.positionsOf(FIRST)).thenReturn(Optional.empty());
    }

    @Test
    void believesNothingPublishedBeforeItHasLookedAtTheReadModel() {
        when(runner.hasLookedAt(FIRST)).thenReturn(false);
        when(bookkeeping.published(FIRST)).thenReturn(positions(70, 80));

        assertThat(progress(runner).positionOf(MODEL)).isZero();
    }

    @Test
    void knowsItsOwnSegmentsWithoutAskingTheStore() {
        when(runner.positionsOf(FIRST)).thenReturn(Optional.of(positions(90, 95)));

        assertThat(progress(runner).positionOf(MODEL)).isEqualTo(90);
        assertThat(progress(runner).lagOf(MODEL)).hasValue(10);
        verify(bookkeeping, never()).published(any());
    }

    @Test
    void completesItsOwnSegmentsWithThoseOfOtherNodes() {
        when(runner.positionsOf(FIRST)).thenReturn(Optional.of(new SegmentPositions(2, Map.of(0, 90L))));
        when(bookkeeping.published(FIRST)).thenReturn(positions(40, 80));

        assertThat(progress(runner).positionOf(MODEL)).isEqualTo(80);
    }

    @Test
    void followsOtherNodesWhereItBuildsNothing() {
        when(bookkeeping.published(FIRST)).thenReturn(positions(70, 80));

        assertThat(progress(null).positionOf(MODEL)).isEqualTo(70);
        assertThat(progress(null).isPrepared()).isTrue();
    }

    @Test
    void doesNotWaitForAStoreThatIsAway() {
        when(stores.isUp(Store.MONGODB)).thenReturn(false);

        assertThat(progress(null).positionOf(MODEL)).isZero();
        verify(bookkeeping, never()).published(any());
    }

    @Test
    void doesNotKnowTheLagWhileTheEventStoreIsAway() {
        when(stream.head()).thenThrow(new IllegalStateException("away"));
        Progress progress = progress(runner);

        assertThat(progress.lagOf(MODEL)).isEmpty();
        assertThat(progress.lagOf(MODEL)).isEmpty();
        verify(stream, times(1)).head();
    }

    @Test
    void waitsUntilThePositionIsReached() {
        AtomicLong position = new AtomicLong(80);
        when(runner.positionsOf(FIRST)).thenAnswer(asked -> Optional.of(positions(position.incrementAndGet(), 90)));

        assertThat(progress(runner).await(MODEL, 85, Duration.ofSeconds(10))).isTrue();
        assertThat(progress(runner).await(MODEL, 200, Duration.ofMillis(50))).isFalse();
        verify(runner, org.mockito.Mockito.atLeastOnce()).hurry(MODEL);
    }

    @Test
    void isOnlyAsFarAsTheVersionThatIsBehindWhileReadersAreMoved() {
        Versions versions = Versions.first(MODEL, 1).nextRevision();
        Versions.Built next = new Versions.Built(2, MODEL.shape());
        when(bookkeeping.versions(MODEL))
                .thenReturn(Optional.of(versions.withChange(new Versions.Change(versions.live(), next, false))));
        when(bookkeeping.published(FIRST)).thenReturn(positions(90, 95));
        when(bookkeeping.published(SECOND)).thenReturn(positions(80, 99));

        assertThat(progress(null).positionOf(MODEL)).isEqualTo(80);
    }

    private static SegmentPositions positions(long first, long second) {
        return new SegmentPositions(2, Map.of(0, first, 1, second));
    }

    private Progress progress(@Nullable ProjectionRunner own) {
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        if (own != null) {
            beans.addBean("runner", own);
        }
        return new Progress(
                beans.getBeanProvider(ProjectionRunner.class),
                bookkeeping,
                new CurrentVersions(bookkeeping, stores),
                stream,
                stores,
                new SimpleMeterRegistry());
    }
}
