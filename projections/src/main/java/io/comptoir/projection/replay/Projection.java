package io.comptoir.projection.replay;

import io.comptoir.contract.DomainEvent;
import io.comptoir.platform.tenancy.TenantScope;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/**
 * Builds one read model. Its event handlers only {@link #stage} what they get; when a batch is complete, everything staged is
 * written in one go, before the batch's token is stored. So a batch may come again after a failure, and writing it again must
 * change nothing.
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
    final int flush(UnitOfWork<?> unit) {
        @Nullable List<StoredEvent<E>> staged = unit.root().getResource(stagedKey);
        if (staged == null) {
            return 0;
        }
        TenantScope.<@Nullable Void, RuntimeException>asPlatform("projection " + model.name(), () -> {
            write(staged);
            return null;
        });
        return staged.size();
    }

    /** Brings the read model up to these events, which are in stream order; several batches may be written at a time. */
    protected abstract void write(List<StoredEvent<E>> events);

    /** Whether the read model is there; if it is not, it will be built from the first event. */
    protected abstract boolean exists();

    /** Creates what the read model needs and lacks. */
    protected abstract void create();

    /** Makes what was written findable, where writing alone does not. */
    protected void makeVisible() {}
}
