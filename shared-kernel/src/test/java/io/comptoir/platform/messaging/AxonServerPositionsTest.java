package io.comptoir.platform.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.comptoir.contract.values.StreamId;
import io.comptoir.contract.values.TenantId;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.inmemory.InMemoryEventStorageEngine;
import org.junit.jupiter.api.Test;

/** The place of one event where the store does not tell it. */
class AxonServerPositionsTest {

    private static final StreamId MANY = StreamId.ofPlatform("effect-kind", "many");
    private static final StreamId RARE = StreamId.ofPlatform("effect-kind", "rare");
    private static final long STORED = 3_500;
    private static final long SECOND_OF_RARE = 2_750;

    private final StreamPositions positions = new AxonServerPositions(
            EmbeddedEventStore.builder()
                    .storageEngine(new InMemoryEventStorageEngine())
                    .build(),
            new Stored(LongStream.range(0, STORED)
                    .mapToObj(AxonServerPositionsTest::event)
                    .toList()));

    @Test
    void findsAnEventSeveralPartsOn() {
        assertThat(positions.exactPositionOf(RARE, 2, 10)).isEqualTo(SECOND_OF_RARE);
    }

    @Test
    void findsTheEventRightBehindTheGivenPosition() {
        assertThat(positions.exactPositionOf(RARE, 2, SECOND_OF_RARE - 1)).isEqualTo(SECOND_OF_RARE);
    }

    @Test
    void findsTheFirstEventOfAStoreThatWasEmpty() {
        assertThat(positions.exactPositionOf(RARE, 1, positions.head())).isZero();
    }

    @Test
    void saysWhenThereIsNone() {
        assertThatThrownBy(() -> positions.exactPositionOf(RARE, 3, 10))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no event behind 10 made version 3 of a stream");
    }

    private static SealedEvent event(long position) {
        boolean rare = position == 0 || position == SECOND_OF_RARE;
        long sequence = rare ? (position == 0 ? 0 : 1) : position;
        byte[] empty = "{}".getBytes(UTF_8);
        return new SealedEvent(
                position,
                "e-" + position,
                (rare ? RARE : MANY).toString(),
                sequence,
                "effect-kind",
                "2026-03-01T12:00:00Z",
                "a.B",
                "1",
                empty,
                empty);
    }

    private record Stored(List<SealedEvent> events) implements StoredStream {

        @Override
        public Part read(long after, int limit) {
            List<SealedEvent> part =
                    events.stream().skip(after + 1).limit(limit).toList();
            return new Part(part, part.isEmpty() ? after : part.getLast().position(), part.size() < limit);
        }

        @Override
        public Part read(TenantId organization, long after, int limit) {
            Part all = read(after, limit);
            List<SealedEvent> own = all.events().stream()
                    .filter(event -> event.organization().equals(Optional.of(organization)))
                    .toList();
            return new Part(own, all.reached(), all.atEnd());
        }
    }
}
