package io.comptoir.projection.replay;

import io.comptoir.platform.deadletters.DeadLetter;
import java.util.List;
import org.axonframework.eventhandling.EventMessageHandler;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.messaging.ResultMessage;
import org.axonframework.messaging.unitofwork.BatchingUnitOfWork;
import org.axonframework.messaging.unitofwork.RollbackConfigurationType;
import org.jspecify.annotations.Nullable;

/** Feeds a projection one batch, as its processor does, without the processor's threads. */
public final class BatchByHand {

    private BatchByHand() {}

    /** A version that leaves nothing out: no event is the fault of itself here. */
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

    /**
     * Stages the events and writes what they make, as one batch.
     *
     * @param handlers of the projection
     * @param events   at least one
     */
    public static void write(
            Projection<?> projection,
            EventMessageHandler handlers,
            int version,
            List<? extends TrackedEventMessage<?>> events) {
        BatchingUnitOfWork<TrackedEventMessage<?>> unit = new BatchingUnitOfWork<>(List.copyOf(events));
        ResultMessage<?> result = unit.<@Nullable Object>executeWithResult(
                () -> {
                    Object handled = handlers.handle(unit.getMessage());
                    return unit.isLastMessage() ? projection.flush(unit, new Everything(version)) : handled;
                },
                RollbackConfigurationType.ANY_THROWABLE);
        if (result.isExceptional()) {
            switch (result.exceptionResult()) {
                case Error error -> throw error;
                case RuntimeException failure -> throw failure;
                case Throwable other -> throw new IllegalStateException(other);
            }
        }
    }

    public static void create(Projection<?> projection, int version) {
        projection.create(version);
    }

    public static void drop(Projection<?> projection, int version) {
        projection.drop(version);
    }
}
