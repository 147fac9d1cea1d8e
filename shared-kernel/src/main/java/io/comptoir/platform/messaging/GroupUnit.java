package io.comptoir.platform.messaging;

import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.unitofwork.CurrentUnitOfWork;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One unit of work for several commands, one after another. Its message is the command at hand, so that what this one
 * publishes carries its envelope and not that of the first. Units of their own within a unit would isolate them as well, but
 * one that fails while it prepares leaves its events in the outer one.
 */
final class GroupUnit extends DefaultUnitOfWork<CommandMessage<?>> {

    private static final Logger log = LoggerFactory.getLogger(GroupUnit.class);

    private final AggregateCache cache;
    private boolean commitBegun;
    private boolean settled;

    GroupUnit(CommandMessage<?> first, AggregateCache cache) {
        super(first);
        this.cache = cache;
    }

    /** From here on the unit's message is this one. */
    void turnTo(CommandMessage<?> command) {
        transformMessage(before -> command);
    }

    /** Whether the store was asked to commit: then a failure may leave open what is stored. */
    boolean isCommitBegun() {
        return commitBegun;
    }

    @Override
    protected void notifyHandlers(Phase phase) {
        switch (phase) {
            case COMMIT -> commitBegun = true;
            case AFTER_COMMIT -> settled = true;
            case CLEANUP -> forgetWhatIsUnsettled();
            default -> {}
        }
        super.notifyHandlers(phase);
        if (phase == Phase.ROLLBACK) {
            settled = true;
        }
    }

    /**
     * An {@link Error} ends a unit without commit or rollback, and nobody evicts its aggregates, which may be ahead of the
     * store. This comes before the clean-up releases their locks.
     */
    private void forgetWhatIsUnsettled() {
        if (!settled) {
            log.error("a unit of work ended without commit or rollback; every cached aggregate is dropped");
            cache.removeAll();
        }
    }

    /** Whatever an error cut short: neither locks nor a transaction nor the unit itself may stay with the thread. */
    void leaveNothingBehind() {
        if (phase() != Phase.NOT_STARTED && phase() != Phase.CLOSED) {
            changePhase(Phase.CLEANUP, Phase.CLOSED);
        }
        while (CurrentUnitOfWork.isStarted()) {
            CurrentUnitOfWork.clear(CurrentUnitOfWork.get());
        }
    }
}
