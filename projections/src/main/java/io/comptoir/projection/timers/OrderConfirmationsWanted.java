package io.comptoir.projection.timers;

import io.comptoir.contract.effects.EffectKind;
import io.comptoir.contract.effects.EffectKindSwitched;
import io.comptoir.platform.messaging.StreamPositions;
import io.comptoir.platform.roles.ConditionalOnRole;
import io.comptoir.platform.roles.NodeRole;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * Whether orders were ever to be confirmed. Before a mail server was given to an installation for the first time, a timer for
 * each order would only be taken, found pointless and forgotten. Afterwards whoever acts on it knows which orders it is about.
 */
@Component
@ConditionalOnRole(NodeRole.PROJECTION)
final class OrderConfirmationsWanted {

    private static final String SWITCH =
            EffectKindSwitched.streamOf(EffectKind.ORDER_CONFIRMATION).toString();

    private final EventStore events;
    private final StreamPositions positions;
    private boolean switched;
    private long neverUpTo;

    /** Both lazily, because no event store is there before the projections are, and some know positions from theirs. */
    OrderConfirmationsWanted(@Lazy EventStore events, @Lazy StreamPositions positions) {
        this.events = events;
        this.positions = positions;
    }

    /** Whether an event at a position may be one to confirm; false only if the switch comes after it or never came. */
    synchronized boolean mayConcern(long position) {
        if (!switched && position > neverUpTo) {
            // In this order: a switch that is stored in between is seen.
            long head = positions.head();
            switched = events.lastSequenceNumberFor(SWITCH).isPresent();
            neverUpTo = head;
        }
        return switched;
    }
}
