package io.comptoir.projection.replay;

import io.comptoir.contract.DomainEvent;
import io.comptoir.platform.deadletters.DeadLetter;
import io.comptoir.platform.tenancy.TenantScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Builds one read model, every version of it. Its event handlers only {@link #stage} what they get; when a batch is complete,
 * everything staged is written in one go, before the batch's token is stored. So a batch may come again after a failure, and
 * writing it again must change nothing.
 *
 * @param <E> the events it listens to
 */
public abstract class Projection<E extends DomainEvent> {

    private final ReadModel model;
    private final String stagedKey;

    protected Projection(ReadModel model) {
        this.model = model;
        this.stagedKey = "staged:" + model.name();
    }

    public final ReadModel model() {
        return model;
    }

    /** Keeps an event for the end of the batch. */
    protected final void stage(E event, EventMessage<?> message) {
        List<StoredEvent<E>> staged =
                CurrentUnitOfWork.get().root().getOrComputeResource(stagedKey, key -> new ArrayList<>());
        staged.add(StoredEvent.of(event, message));
    }

    /** Writes what the batch staged; answers how many events that were. */
    final int flush(UnitOfWork<?> unit, Target target) {
        @Nullable List<StoredEvent<E>> staged = unit.root().getResource(stagedKey);
        if (staged == null) {
            return 0;
        }
        List<StoredEvent<E>> wanted = staged.stream()
                .filter(event -> !target.isParked(event.stream()) && !target.isLeftOut(event.stream(), event.version()))
                .toList();
        if (!wanted.isEmpty()) {
            forThePlatform(() -> writeAllButTheGuilty(target, wanted));
        }
        return wanted.size();
    }

    private void writeAllButTheGuilty(Target target, List<StoredEvent<E>> events) {
        try {
            write(target, events);
        } catch (RuntimeException e) {
            if (Failures.causeOf(e).isEmpty()) {
                throw e;
            }
            byStream(events).forEach((stream, its) -> writeUpToTheGuilty(target, its));
        }
    }

    private Map<String, List<StoredEvent<E>>> byStream(List<StoredEvent<E>> events) {
        Map<String, List<StoredEvent<E>>> byStream = new LinkedHashMap<>();
        events.forEach(event -> byStream.computeIfAbsent(event.stream(), stream -> new ArrayList<>())
                .add(event));
        return byStream;
    }

    private void writeUpToTheGuilty(Target target, List<StoredEvent<E>> events) {
        for (StoredEvent<E> event : events) {
            try {
                write(target, List.of(event));
            } catch (RuntimeException e) {
                DeadLetter.Cause cause = Failures.causeOf(e).orElseThrow(() -> e);
                target.park(event, cause, e);
                return;
            }
        }
    }

    /** Writes one event again whose sequence was parked. */
    @SuppressWarnings("unchecked") // The processor gives only events that the handlers of this projection take.
    final void take(DomainEvent event, EventMessage<?> message, Target target) {
        forThePlatform(() -> write(target, List.of(StoredEvent.of((E) event, message))));
    }

    /** A batch has events of many organizations. */
    private void forThePlatform(Runnable writes) {
        TenantScope.<@Nullable Void, RuntimeException>asPlatform("projection " + model.name(), () -> {
            writes.run();
            return null;
        });
    }

    /** Brings a version up to these events, which are in stream order; several batches may be written at a time. */
    protected abstract void write(Target target, List<StoredEvent<E>> events);

    /** Whether the events of such streams, {@code order} for instance, make this read model. */
    protected abstract boolean follows(String streamKind);

    /** What the documents of a stream are about, as their {@link Fingerprint#subject} says it. */
    protected abstract String subjectOf(String stream);

    /** Whether a version is there; if it is not, it will be built from the first event. */
    protected abstract boolean exists(int version);

    /** Creates what a version needs and lacks. */
    protected abstract void create(int version);

    /** Deletes a version. */
    protected abstract void drop(int version);

    /** Makes what was written findable, where writing alone does not. */
    protected void makeVisible(int version) {}

    /** Lets readers see a version and no other, where the store itself does that. */
    protected void expose(int version) {}

    /** The version that readers see, where the store itself knows it. */
    protected OptionalInt exposed() {
        return OptionalInt.empty();
    }

    protected abstract Fingerprint.Source fingerprints(int version);
}
